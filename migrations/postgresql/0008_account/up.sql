-- Since when a second factor is asked of the user and not yet there.
ALTER TABLE users ADD COLUMN factor_asked_at BIGINT;
-- The last event of the own account that its user has read of.
ALTER TABLE users ADD COLUMN notices_read BIGINT NOT NULL DEFAULT 0;
-- What was there before has nothing new to tell.
UPDATE users SET notices_read = (SELECT COALESCE(MAX(seq), 0) FROM events);
