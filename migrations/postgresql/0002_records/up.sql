-- Whether a completion was dated apart from its job, by its act or by hand: it then stays when the job moves to another day.
-- Until now this was read out of two equal instants; the journal still knows the completions by act.
ALTER TABLE jobs ADD COLUMN completed_apart BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE jobs SET completed_apart = TRUE WHERE completed_at IS NOT NULL AND (completed_at <> occurred_at
    OR EXISTS (SELECT 1 FROM events WHERE entity_id = jobs.id AND action = 'job.completed'));

-- A number's series and its place in it, so that J-2026-100000 stands after J-2026-99999.
ALTER TABLE jobs ADD COLUMN series TEXT COLLATE "C" NOT NULL GENERATED ALWAYS AS (substr(number, 1, 6)) STORED;
ALTER TABLE jobs ADD COLUMN series_no BIGINT NOT NULL GENERATED ALWAYS AS (CAST(substr(number, 8) AS BIGINT)) STORED;
CREATE INDEX jobs_by_number ON jobs (series, series_no, id);

-- Sums per day, one kind for each status and one for revenue, so that a list's sum of days and statuses is read from here.
-- Written in the transaction of each change and checked against the rows after every test.
DROP TABLE day_totals;
CREATE TABLE day_totals (
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('open', 'ready', 'done', 'void', 'revenue', 'spent')),
    day_on TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (kind, day_on)
);
INSERT INTO day_totals (kind, day_on, count, amount_minor)
    SELECT status, occurred_on, COUNT(*), CAST(SUM(total_minor) AS BIGINT) FROM jobs
        WHERE deleted_at IS NULL GROUP BY status, occurred_on
    UNION ALL SELECT 'revenue', completed_on, COUNT(*), CAST(SUM(total_minor) AS BIGINT) FROM jobs
        WHERE deleted_at IS NULL AND completed_on IS NOT NULL GROUP BY completed_on
    UNION ALL SELECT 'spent', occurred_on, COUNT(*), CAST(SUM(total_minor) AS BIGINT) FROM expenditures
        WHERE deleted_at IS NULL GROUP BY occurred_on;

-- By which version of its rules the program made what it stores beside its source; an older version is rewritten by the
-- program itself when it migrates.
CREATE TABLE derivations (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO derivations (name, version) VALUES ('folding', 1);
