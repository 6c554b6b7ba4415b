ALTER TABLE users DROP COLUMN notices_read;
ALTER TABLE users DROP COLUMN factor_asked_at;
