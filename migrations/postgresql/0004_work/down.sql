DROP TABLE staged_expenditures;
DROP TABLE staged_items;
DROP TABLE staged_jobs;
DROP TABLE staged_customers;
DROP INDEX import_rows_by_source;
ALTER TABLE import_rows DROP COLUMN said;
DROP INDEX import_batches_by_updated;
ALTER TABLE import_batches DROP COLUMN discarded_at;
DROP TABLE operations;
