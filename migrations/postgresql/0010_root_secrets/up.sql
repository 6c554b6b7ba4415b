-- Each SECRET_KEY that was used with this database, as a keyed digest, and as what: one environment's is no other's.
CREATE TABLE root_secrets (
    fingerprint TEXT NOT NULL PRIMARY KEY,
    app_env TEXT NOT NULL,
    first_used_at BIGINT NOT NULL
);
