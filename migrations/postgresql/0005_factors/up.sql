-- The second factor of a user: a secret shared with an app on their phone, sealed. A new one waits as `pending` until a code
-- shows that the app has it; only then it counts.
CREATE TABLE totp (
    user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    sealed TEXT,
    since BIGINT,
    pending TEXT,
    pending_at BIGINT,
    -- The step of 30 s whose code was used last: it and those before it count no more.
    last_step BIGINT NOT NULL,
    -- A step whose code was shown too early, by a phone that runs ahead: it counts never.
    spoiled_step BIGINT
);

-- What stands in for the app on a phone that is lost: digests of codes that count once.
CREATE TABLE recovery_codes (
    digest TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

-- A sign-in whose password was right and that waits for the second factor.
CREATE TABLE sign_in_tickets (
    digest TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    token_version BIGINT NOT NULL,
    device_id TEXT,
    must_change_password BOOLEAN NOT NULL,
    after_failures BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_tickets_by_user ON sign_in_tickets (user_id);
CREATE INDEX sign_in_tickets_by_expires ON sign_in_tickets (expires_at);

-- Wrong second factors of the past hour.
CREATE TABLE factor_failures (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL CHECK (kind IN ('code', 'recovery_code')),
    at BIGINT NOT NULL
);
CREATE INDEX factor_failures_by_user ON factor_failures (user_id, kind, at);
CREATE INDEX factor_failures_by_at ON factor_failures (at);
