-- Personal access tokens: what they may be used for, from where, and until when. The token itself is not kept, only its digest.
CREATE TABLE personal_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    last_four TEXT NOT NULL,
    -- Separated by a space.
    scopes TEXT NOT NULL,
    addresses TEXT NOT NULL,
    -- As in sessions: a higher one of the instance ends every token of before.
    token_epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    last_used_at BIGINT,
    last_address TEXT
);
CREATE INDEX personal_tokens_by_user ON personal_tokens (user_id);
CREATE INDEX personal_tokens_by_expires ON personal_tokens (expires_at);
