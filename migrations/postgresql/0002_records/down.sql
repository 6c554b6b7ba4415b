DROP INDEX jobs_by_number;
ALTER TABLE jobs DROP COLUMN series_no;
ALTER TABLE jobs DROP COLUMN series;
ALTER TABLE jobs DROP COLUMN completed_apart;
