DROP TABLE erasable_texts;
ALTER TABLE sessions DROP COLUMN confirmed_generation;
ALTER TABLE sessions DROP COLUMN generation;
