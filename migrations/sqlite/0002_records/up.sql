-- Whether a completion was dated apart from its job, by its act or by hand: it then stays when the job moves to another day.
-- Until now this was read out of two equal instants; the journal still knows the completions by act.
ALTER TABLE jobs ADD COLUMN completed_apart BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE jobs SET completed_apart = TRUE WHERE completed_at IS NOT NULL AND (completed_at <> occurred_at
    OR EXISTS (SELECT 1 FROM events WHERE entity_id = jobs.id AND action = 'job.completed'));

-- A number's series and its place in it, so that J-2026-100000 stands after J-2026-99999.
ALTER TABLE jobs ADD COLUMN series TEXT NOT NULL GENERATED ALWAYS AS (substr(number, 1, 6)) VIRTUAL;
ALTER TABLE jobs ADD COLUMN series_no BIGINT NOT NULL GENERATED ALWAYS AS (CAST(substr(number, 8) AS BIGINT)) VIRTUAL;
CREATE INDEX jobs_by_number ON jobs (series, series_no, id);
