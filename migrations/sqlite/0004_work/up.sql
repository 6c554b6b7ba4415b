-- Work that takes longer than a request: who asked for it, how far it is, and who is at it until when.
CREATE TABLE operations (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- What it works on: the id of an import.
    subject_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    problem TEXT,
    -- Who asked for it, as JSON: its events are theirs.
    actor TEXT NOT NULL,
    created_by TEXT REFERENCES users (id),
    -- The process that is at it, or that alone can begin it, until the lease ends.
    runner TEXT,
    lease_until BIGINT NOT NULL,
    cancel_requested BOOLEAN NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX operations_by_status ON operations (status, created_at, id);
CREATE INDEX operations_by_subject ON operations (subject_id, created_at, id);
CREATE INDEX operations_by_finished ON operations (finished_at);

-- A discarded import is not there any more; its rows go by and by.
ALTER TABLE import_batches ADD COLUMN discarded_at BIGINT;
CREATE INDEX import_batches_by_updated ON import_batches (status, updated_at);

-- What the old row said, as JSON: a row that changed since can say what it was.
ALTER TABLE import_rows ADD COLUMN said TEXT;
CREATE INDEX import_rows_by_source ON import_rows (source_table, source_id, batch_id);

-- What an import brings stands here, written by parts, until its last transaction puts all of it into the books. It is of no
-- meaning to anybody else, so nothing refers to other tables.
CREATE TABLE staged_customers (
    import_id TEXT NOT NULL,
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (import_id, key)
);

-- A job's place in its year's series is known beforehand, its number is not: others are given meanwhile.
CREATE TABLE staged_jobs (
    import_id TEXT NOT NULL,
    series TEXT NOT NULL,
    series_no BIGINT NOT NULL,
    id TEXT NOT NULL,
    customer_id TEXT,
    status TEXT NOT NULL,
    payment_method TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    occurred_at BIGINT NOT NULL,
    occurred_on TEXT NOT NULL,
    -- None for an author whom the old books name without knowing them.
    created_by TEXT,
    -- For the journal, as JSON, with a blank for the number.
    facts TEXT NOT NULL,
    PRIMARY KEY (import_id, series, series_no)
);
CREATE INDEX staged_jobs_by_id ON staged_jobs (import_id, id);
CREATE INDEX staged_jobs_by_customer ON staged_jobs (import_id, customer_id);

CREATE TABLE staged_items (
    import_id TEXT NOT NULL,
    job_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    id TEXT NOT NULL,
    description TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    line_total_minor BIGINT NOT NULL,
    PRIMARY KEY (import_id, job_id, position)
);

CREATE TABLE staged_expenditures (
    import_id TEXT NOT NULL,
    id TEXT NOT NULL,
    description TEXT NOT NULL,
    description_folded TEXT NOT NULL,
    quantity_milli BIGINT NOT NULL,
    unit_cost_minor BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    occurred_at BIGINT NOT NULL,
    occurred_on TEXT NOT NULL,
    created_by TEXT,
    facts TEXT NOT NULL,
    PRIMARY KEY (import_id, id)
);
