DROP TABLE derivations;
DROP TABLE day_totals;
CREATE TABLE day_totals (
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('taken', 'open', 'done', 'spent')),
    day_on TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (kind, day_on)
);
INSERT INTO day_totals (kind, day_on, count, amount_minor)
    SELECT 'taken', occurred_on, COUNT(*), CAST(SUM(total_minor) AS BIGINT) FROM jobs
        WHERE deleted_at IS NULL GROUP BY occurred_on
    UNION ALL SELECT 'open', occurred_on, COUNT(*), CAST(SUM(total_minor) AS BIGINT) FROM jobs
        WHERE deleted_at IS NULL AND status IN ('open', 'ready') GROUP BY occurred_on
    UNION ALL SELECT 'done', completed_on, COUNT(*), CAST(SUM(total_minor) AS BIGINT) FROM jobs
        WHERE deleted_at IS NULL AND completed_on IS NOT NULL GROUP BY completed_on
    UNION ALL SELECT 'spent', occurred_on, COUNT(*), CAST(SUM(total_minor) AS BIGINT) FROM expenditures
        WHERE deleted_at IS NULL GROUP BY occurred_on;

DROP INDEX jobs_by_number;
ALTER TABLE jobs DROP COLUMN series_no;
ALTER TABLE jobs DROP COLUMN series;
ALTER TABLE jobs DROP COLUMN completed_apart;
