-- Ids are UUIDv7 text, instants (`…_at`) milliseconds since 1970 UTC, dates (`…_on`) YYYY-MM-DD in the shop's calendar,
-- money (`…_minor`) whole minor units of the shop's currency, quantities (`…_milli`) thousandths.

CREATE TABLE instance (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    suffix TEXT COLLATE "C" NOT NULL,
    token_epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE settings (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    shop_name TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    time_zone TEXT COLLATE "C" NOT NULL,
    staff_see_figures BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    rev BIGINT NOT NULL
);

CREATE TABLE users (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    username TEXT COLLATE "C" NOT NULL,
    username_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    email TEXT COLLATE "C",
    email_folded TEXT COLLATE "C" UNIQUE,
    role TEXT COLLATE "C" NOT NULL CHECK (role IN ('admin', 'manager', 'staff', 'auditor')),
    password_hash TEXT COLLATE "C",
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
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    password_hash TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX password_history_by_user ON password_history (user_id, created_at);

CREATE TABLE user_codes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    digest TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX user_codes_by_user ON user_codes (user_id);

CREATE TABLE devices (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    digest TEXT COLLATE "C" NOT NULL UNIQUE,
    user_agent TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX devices_by_user ON devices (user_id);

CREATE TABLE sessions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    device_id TEXT COLLATE "C" REFERENCES devices (id),
    created_at BIGINT NOT NULL,
    auth_time BIGINT NOT NULL,
    amr TEXT COLLATE "C" NOT NULL,
    token_version BIGINT NOT NULL,
    token_epoch BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    end_reason TEXT COLLATE "C",
    ip TEXT COLLATE "C" NOT NULL,
    user_agent TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id, ended_at, last_seen_at);

CREATE TABLE refresh_tokens (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions (id),
    digest TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    successor_id TEXT COLLATE "C",
    successor_wrapped TEXT COLLATE "C"
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id, created_at);
CREATE INDEX refresh_tokens_by_used ON refresh_tokens (used_at);

CREATE TABLE keys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    purpose TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('next', 'active', 'retired')),
    public TEXT COLLATE "C",
    wrapped TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (purpose, version)
);

CREATE TABLE login_failures (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    name_digest TEXT COLLATE "C" NOT NULL,
    device_id TEXT COLLATE "C",
    failed BOOLEAN NOT NULL
);
CREATE INDEX login_failures_by_address ON login_failures (address, at);
CREATE INDEX login_failures_by_name ON login_failures (name_digest, at);
CREATE INDEX login_failures_by_device ON login_failures (device_id, at);
CREATE INDEX login_failures_by_at ON login_failures (at);

CREATE TABLE customers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    name_sort TEXT COLLATE "C" NOT NULL,
    jobs BIGINT NOT NULL,
    last_job_on TEXT COLLATE "C" NOT NULL,
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
    series TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE jobs (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    number TEXT COLLATE "C" NOT NULL UNIQUE,
    customer_id TEXT COLLATE "C" REFERENCES customers (id),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'ready', 'done', 'void')),
    payment_method TEXT COLLATE "C" NOT NULL CHECK (payment_method IN ('cash', 'transfer')),
    total_minor BIGINT NOT NULL CHECK (total_minor BETWEEN 0 AND 9007199254740991),
    occurred_at BIGINT NOT NULL,
    occurred_on TEXT COLLATE "C" NOT NULL,
    completed_at BIGINT,
    completed_on TEXT COLLATE "C",
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    deleted_by TEXT COLLATE "C" REFERENCES users (id),
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
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    job_id TEXT COLLATE "C" NOT NULL REFERENCES jobs (id),
    position BIGINT NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    quantity_milli BIGINT NOT NULL CHECK (quantity_milli BETWEEN 1 AND 9999999000),
    unit_price_minor BIGINT NOT NULL CHECK (unit_price_minor BETWEEN 0 AND 1000000000000),
    line_total_minor BIGINT NOT NULL CHECK (line_total_minor BETWEEN 0 AND 9007199254740991),
    UNIQUE (job_id, position)
);

CREATE TABLE expenditures (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    description TEXT COLLATE "C" NOT NULL,
    description_folded TEXT COLLATE "C" NOT NULL,
    quantity_milli BIGINT NOT NULL CHECK (quantity_milli BETWEEN 1 AND 9999999000),
    unit_cost_minor BIGINT NOT NULL CHECK (unit_cost_minor BETWEEN 0 AND 1000000000000),
    total_minor BIGINT NOT NULL CHECK (total_minor BETWEEN 0 AND 9007199254740991),
    occurred_at BIGINT NOT NULL,
    occurred_on TEXT COLLATE "C" NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    deleted_by TEXT COLLATE "C" REFERENCES users (id),
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
    entity TEXT COLLATE "C" NOT NULL,
    term TEXT COLLATE "C" NOT NULL,
    entity_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entity, term, entity_id)
);
CREATE INDEX search_terms_by_entity ON search_terms (entity_id, term);

-- Sums per day, written in the transaction of each change and checked against the rows after every test.
CREATE TABLE day_totals (
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('taken', 'open', 'done', 'spent')),
    day_on TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (kind, day_on)
);

CREATE TABLE events (
    seq BIGINT NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    at BIGINT NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C",
    role TEXT COLLATE "C",
    session TEXT COLLATE "C",
    token TEXT COLLATE "C",
    ip TEXT COLLATE "C",
    request_id TEXT COLLATE "C",
    entity TEXT COLLATE "C" NOT NULL,
    entity_id TEXT COLLATE "C",
    before TEXT COLLATE "C",
    after TEXT COLLATE "C",
    payload_digest TEXT COLLATE "C" NOT NULL,
    prev TEXT COLLATE "C" NOT NULL,
    mac TEXT COLLATE "C" NOT NULL
);
CREATE INDEX events_by_record ON events (entity_id, seq);
CREATE INDEX events_by_entity ON events (entity, seq);
CREATE INDEX events_by_actor ON events (actor, seq);
CREATE INDEX events_by_action ON events (action, seq);
CREATE INDEX events_by_outcome ON events (outcome, seq);

CREATE TABLE idempotency_keys (
    principal TEXT COLLATE "C" NOT NULL,
    method TEXT COLLATE "C" NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    body_digest TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (principal, key, method, path)
);
CREATE INDEX idempotency_keys_by_created ON idempotency_keys (created_at);

CREATE TABLE import_batches (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('analysing', 'ready', 'importing', 'done', 'failed')),
    time_zone TEXT COLLATE "C" NOT NULL,
    bytes BIGINT NOT NULL,
    source_digest TEXT COLLATE "C" NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    report TEXT COLLATE "C",
    problem TEXT COLLATE "C",
    created_by TEXT COLLATE "C" REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    shop_currency TEXT COLLATE "C",
    shop_time_zone TEXT COLLATE "C"
);
CREATE INDEX import_batches_by_status ON import_batches (status, created_at, id);

-- What became of each row of the original's file. A row's identity is table + old id + creation time, in batches that are done.
-- `content` is what will be written, kept only until it is.
CREATE TABLE import_rows (
    batch_id TEXT COLLATE "C" NOT NULL REFERENCES import_batches (id),
    position BIGINT NOT NULL,
    source_table TEXT COLLATE "C" NOT NULL,
    source_id TEXT COLLATE "C" NOT NULL,
    source_created TEXT COLLATE "C" NOT NULL,
    content_digest TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    occurred_at BIGINT,
    source_minor BIGINT,
    reasons TEXT COLLATE "C" NOT NULL,
    entity_id TEXT COLLATE "C",
    content TEXT COLLATE "C",
    PRIMARY KEY (batch_id, position)
);
CREATE INDEX import_rows_by_outcome ON import_rows (batch_id, outcome, position);
CREATE INDEX import_rows_by_table ON import_rows (batch_id, source_table, position);

CREATE FUNCTION refuse_change_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END;
$$;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_events();
CREATE TRIGGER events_are_never_emptied BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events();

-- The journal may be read and added to, by whomever the default privileges let in; nothing else.
DO $$
DECLARE
    other TEXT;
BEGIN
    FOR other IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND table_name = 'events' AND grantee NOT IN (current_user, 'PUBLIC')
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON events FROM %I', other);
    END LOOP;
END;
$$;
