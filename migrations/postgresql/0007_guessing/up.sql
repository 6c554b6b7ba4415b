-- Failures in a row of a name that unknown browsers tried, whether a user has it or not, by a keyed digest of the name.
CREATE TABLE guessed_names (
    name_digest TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    -- The user of that name, if there is one, has an event about it.
    told BOOLEAN NOT NULL
);
CREATE INDEX guessed_names_by_last ON guessed_names (last_at);
CREATE INDEX guessed_names_by_failures ON guessed_names (failures, last_at);
INSERT INTO guessed_names (name_digest, failures, last_at, told)
    SELECT name_digest, count(*), max(at), false FROM login_failures AS failed_ones
    WHERE failed = true AND device_id IS NULL AND at > coalesce(
        (SELECT max(at) FROM login_failures AS others WHERE others.name_digest = failed_ones.name_digest
            AND others.device_id IS NULL AND others.failed = false), 0)
    GROUP BY name_digest;

-- Addresses that tried many different pairs of name and password.
CREATE TABLE shut_addresses (
    address TEXT NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);
CREATE INDEX shut_addresses_by_until ON shut_addresses (until);

-- How many attempts failed within each hour of the past week.
CREATE TABLE failure_hours (
    hour BIGINT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL
);

-- Until when failures count as far above the norm.
ALTER TABLE instance ADD COLUMN alarm_until BIGINT NOT NULL DEFAULT 0;

-- What a code is for: a new password, or a sign-in in spite of failures.
ALTER TABLE user_codes ADD COLUMN kind TEXT NOT NULL DEFAULT 'password' CHECK (kind IN ('password', 'sign_in'));
