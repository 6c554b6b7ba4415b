-- Ids are UUIDv7 text, instants (`…_at`) milliseconds since 1970 UTC, dates (`…_on`) YYYY-MM-DD in the shop's calendar,
-- money (`…_minor`) whole minor units of the shop's currency, quantities (`…_milli`) thousandths.

CREATE TABLE instance (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    suffix TEXT NOT NULL,
    token_epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE settings (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    shop_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    staff_see_figures BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    rev BIGINT NOT NULL
);

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    username_folded TEXT NOT NULL UNIQUE,
    email TEXT,
    email_folded TEXT UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('admin', 'manager', 'staff', 'auditor')),
    password_hash TEXT,
    must_change_password BOOLEAN NOT NULL,
    token_version BIGINT NOT NULL,
    disabled_at BIGINT,
    last_seen_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    rev BIGINT NOT NULL
);
CREATE INDEX users_by_role ON users (role, username_folded, id);
CREATE INDEX users_by_created ON users (created_at, id);
CREATE INDEX users_by_seen ON users (COALESCE(last_seen_at, 0), id);
CREATE INDEX users_by_updated ON users (updated_at, id);

CREATE TABLE password_history (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX password_history_by_user ON password_history (user_id, created_at);

CREATE TABLE user_codes (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    digest TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX user_codes_by_user ON user_codes (user_id);

CREATE TABLE devices (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    digest TEXT NOT NULL UNIQUE,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX devices_by_user ON devices (user_id);

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id),
    device_id TEXT REFERENCES devices (id),
    created_at BIGINT NOT NULL,
    auth_time BIGINT NOT NULL,
    amr TEXT NOT NULL,
    token_version BIGINT NOT NULL,
    token_epoch BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT,
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id, ended_at, last_seen_at);

CREATE TABLE refresh_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    digest TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    successor_id TEXT,
    successor_wrapped TEXT
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id, created_at);
CREATE INDEX refresh_tokens_by_used ON refresh_tokens (used_at);

CREATE TABLE keys (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('next', 'active', 'retired')),
    public TEXT,
    wrapped TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (purpose, version)
);

CREATE TABLE login_failures (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    address TEXT NOT NULL,
    name_digest TEXT NOT NULL,
    device_id TEXT,
    failed BOOLEAN NOT NULL
);
CREATE INDEX login_failures_by_address ON login_failures (address, at);
CREATE INDEX login_failures_by_name ON login_failures (name_digest, at);
CREATE INDEX login_failures_by_device ON login_failures (device_id, at);
CREATE INDEX login_failures_by_at ON login_failures (at);

CREATE TABLE customers (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    name_sort TEXT NOT NULL,
    jobs BIGINT NOT NULL,
    last_job_on TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    rev BIGINT NOT NULL
);
CREATE INDEX customers_by_name ON customers (name_sort, id);
CREATE INDEX customers_by_last_job ON customers (last_job_on, id);
CREATE INDEX customers_by_jobs ON customers (jobs, id);
CREATE INDEX customers_by_created ON customers (created_at, id);
CREATE INDEX customers_by_updated ON customers (updated_at, id);

CREATE TABLE counters (
    series TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    customer_id TEXT REFERENCES customers (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'ready', 'done', 'void')),
    payment_method TEXT NOT NULL CHECK (payment_method IN ('cash', 'transfer')),
    total_minor BIGINT NOT NULL CHECK (total_minor BETWEEN 0 AND 9007199254740991),
    occurred_at BIGINT NOT NULL,
    occurred_on TEXT NOT NULL,
    completed_at BIGINT,
    completed_on TEXT,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    deleted_by TEXT REFERENCES users (id),
    rev BIGINT NOT NULL,
    CHECK ((status = 'done') = (completed_on IS NOT NULL)),
    CHECK ((completed_at IS NULL) = (completed_on IS NULL))
);
CREATE INDEX jobs_by_day ON jobs (occurred_on, occurred_at, id, total_minor) WHERE deleted_at IS NULL;
CREATE INDEX jobs_by_status ON jobs (status, occurred_on, occurred_at, id, total_minor) WHERE deleted_at IS NULL;
CREATE INDEX jobs_by_customer ON jobs (customer_id, occurred_on, occurred_at, id);
CREATE INDEX jobs_by_author ON jobs (created_by, occurred_on, occurred_at, id) WHERE deleted_at IS NULL;
CREATE INDEX jobs_by_payment ON jobs (payment_method, occurred_on, occurred_at, id) WHERE deleted_at IS NULL;
CREATE INDEX jobs_by_completed ON jobs (completed_on, completed_at, id, total_minor) WHERE deleted_at IS NULL;
CREATE INDEX jobs_by_total ON jobs (total_minor, id);
CREATE INDEX jobs_by_updated ON jobs (updated_at, id);
CREATE INDEX jobs_in_trash ON jobs (occurred_on, occurred_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX jobs_with_trash ON jobs (occurred_on, occurred_at, id);

CREATE TABLE job_items (
    id TEXT NOT NULL PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs (id),
    position BIGINT NOT NULL,
    description TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL CHECK (quantity_milli BETWEEN 1 AND 9999999000),
    unit_price_minor BIGINT NOT NULL CHECK (unit_price_minor BETWEEN 0 AND 1000000000000),
    line_total_minor BIGINT NOT NULL CHECK (line_total_minor BETWEEN 0 AND 9007199254740991),
    UNIQUE (job_id, position)
);

CREATE TABLE expenditures (
    id TEXT NOT NULL PRIMARY KEY,
    description TEXT NOT NULL,
    description_folded TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL CHECK (quantity_milli BETWEEN 1 AND 9999999000),
    unit_cost_minor BIGINT NOT NULL CHECK (unit_cost_minor BETWEEN 0 AND 1000000000000),
    total_minor BIGINT NOT NULL CHECK (total_minor BETWEEN 0 AND 9007199254740991),
    occurred_at BIGINT NOT NULL,
    occurred_on TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    deleted_by TEXT REFERENCES users (id),
    rev BIGINT NOT NULL
);
CREATE INDEX expenditures_by_day ON expenditures (occurred_on, occurred_at, id, total_minor) WHERE deleted_at IS NULL;
CREATE INDEX expenditures_by_author ON expenditures (created_by, occurred_on, occurred_at, id) WHERE deleted_at IS NULL;
CREATE INDEX expenditures_by_total ON expenditures (total_minor, id);
CREATE INDEX expenditures_by_description ON expenditures (description_folded, id);
CREATE INDEX expenditures_by_updated ON expenditures (updated_at, id);
CREATE INDEX expenditures_in_trash ON expenditures (occurred_on, occurred_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX expenditures_with_trash ON expenditures (occurred_on, occurred_at, id);

-- Folded words; a search for words beginning with "ban" is the range term >= 'ban' AND term < 'bao'.
CREATE TABLE search_terms (
    entity TEXT NOT NULL,
    term TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    PRIMARY KEY (entity, term, entity_id)
);
CREATE INDEX search_terms_by_entity ON search_terms (entity_id, term);

-- Sums per day, written in the transaction of each change and checked against the rows after every test.
CREATE TABLE day_totals (
    kind TEXT NOT NULL CHECK (kind IN ('taken', 'open', 'done', 'spent')),
    day_on TEXT NOT NULL,
    count BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (kind, day_on)
);

-- An INTEGER key is the row's only number: nothing can be put in its place by another.
CREATE TABLE events (
    seq INTEGER NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor TEXT,
    role TEXT,
    session TEXT,
    token TEXT,
    ip TEXT,
    request_id TEXT,
    entity TEXT NOT NULL,
    entity_id TEXT,
    before TEXT,
    after TEXT,
    payload_digest TEXT NOT NULL,
    prev TEXT NOT NULL,
    mac TEXT NOT NULL
);
CREATE INDEX events_by_record ON events (entity_id, seq);
CREATE INDEX events_by_entity ON events (entity, seq);
CREATE INDEX events_by_actor ON events (actor, seq);
CREATE INDEX events_by_action ON events (action, seq);
CREATE INDEX events_by_outcome ON events (outcome, seq);

CREATE TABLE idempotency_keys (
    principal TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    body_digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (principal, key, method, path)
);
CREATE INDEX idempotency_keys_by_created ON idempotency_keys (created_at);

CREATE TABLE import_batches (
    id TEXT NOT NULL PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('analysing', 'ready', 'importing', 'done', 'failed')),
    time_zone TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    source_digest TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    report TEXT,
    problem TEXT,
    created_by TEXT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    shop_currency TEXT,
    shop_time_zone TEXT
);
CREATE INDEX import_batches_by_status ON import_batches (status, created_at, id);

-- What became of each row of the original's file. A row's identity is table + old id + creation time, in batches that are done.
-- `content` is what will be written, kept only until it is.
CREATE TABLE import_rows (
    batch_id TEXT NOT NULL REFERENCES import_batches (id),
    position BIGINT NOT NULL,
    source_table TEXT NOT NULL,
    source_id TEXT NOT NULL,
    source_created TEXT NOT NULL,
    content_digest TEXT NOT NULL,
    outcome TEXT NOT NULL,
    label TEXT NOT NULL,
    occurred_at BIGINT,
    source_minor BIGINT,
    reasons TEXT NOT NULL,
    entity_id TEXT,
    content TEXT,
    PRIMARY KEY (batch_id, position)
);
CREATE INDEX import_rows_by_outcome ON import_rows (batch_id, outcome, position);
CREATE INDEX import_rows_by_table ON import_rows (batch_id, source_table, position);

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- A row that replaces another removes it without the trigger above.
CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
