-- Refresh tokens of a session are numbered; up to `confirmed_generation` the browser is known to hold them.
ALTER TABLE sessions ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN confirmed_generation BIGINT NOT NULL DEFAULT 0;

-- What the journal must be able to forget: an event holds a keyed digest of such a text, which lies here and can be erased.
CREATE TABLE erasable_texts (
    digest TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    text TEXT NOT NULL,
    replaced_at BIGINT
);
CREATE INDEX erasable_texts_by_user ON erasable_texts (user_id);
CREATE INDEX erasable_texts_by_replaced ON erasable_texts (replaced_at);
