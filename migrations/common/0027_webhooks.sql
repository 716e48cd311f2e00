-- Addresses that are told when a record changes.
CREATE TABLE webhook (
    id           UUID        PRIMARY KEY NOT NULL,
    version      BIGINT      NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    url          TEXT        NOT NULL CHECK (LENGTH(url) <= 2048),
    events       JSONB       NOT NULL,
    description  TEXT        CHECK (LENGTH(description) <= 255),
    include_data BOOLEAN     NOT NULL,
    active       BOOLEAN     NOT NULL,
    gone         BOOLEAN     NOT NULL
);
CREATE INDEX webhook_by_age ON webhook (created_at, id);

-- Up to which place in the order of changes a webhook's events have been made, and what signs them, sealed with the webhook's key.
CREATE TABLE webhook_cursor (
    webhook  UUID   PRIMARY KEY NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    secret   BYTEA  NOT NULL
);

-- Events, from when they are made until they are forgotten.
CREATE TABLE webhook_delivery (
    id         UUID        PRIMARY KEY NOT NULL,
    -- It may be gone: what is left of it is removed a piece at a time.
    webhook    UUID        NOT NULL,
    -- Its place in the order of changes; 0 for a trial.
    position   BIGINT      NOT NULL,
    -- The change it tells of, and so the event's id; a trial tells of none.
    message    UUID        NOT NULL,
    event      TEXT        NOT NULL CHECK (LENGTH(event) <= 255),
    entity     TEXT        CHECK (LENGTH(entity) <= 255),
    record     UUID        NOT NULL,
    status     TEXT        NOT NULL CHECK (status IN ('waiting', 'delivered', 'dead')),
    attempts   BIGINT      NOT NULL,
    due_at     TIMESTAMPTZ NOT NULL,
    claimed_at TIMESTAMPTZ,
    -- From when its day counts.
    since      TIMESTAMPTZ NOT NULL,
    -- Whether it need not wait for its turn once others arrive: nobody answered, or the receiver was broken.
    hurries    BOOLEAN     NOT NULL,
    ended_at   TIMESTAMPTZ
);
CREATE UNIQUE INDEX webhook_delivery_once ON webhook_delivery (webhook, message);
CREATE INDEX webhook_delivery_by_place ON webhook_delivery (webhook, position, id) WHERE status = 'waiting';
CREATE INDEX webhook_delivery_by_due ON webhook_delivery (webhook, due_at) WHERE status = 'waiting';
CREATE INDEX webhook_delivery_by_record ON webhook_delivery (webhook, record, position) WHERE status = 'waiting';
CREATE INDEX webhook_delivery_by_end ON webhook_delivery (webhook, status, ended_at);
CREATE INDEX webhook_delivery_ended ON webhook_delivery (status, ended_at);

-- Attempts at sending them.
CREATE TABLE webhook_log (
    id            UUID        PRIMARY KEY NOT NULL,
    version       BIGINT      NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    webhook       UUID        NOT NULL,
    url           TEXT        NOT NULL CHECK (LENGTH(url) <= 2048),
    event         TEXT        NOT NULL CHECK (LENGTH(event) <= 255),
    message       TEXT        NOT NULL CHECK (LENGTH(message) <= 255),
    status_code   BIGINT,
    response_time BIGINT      NOT NULL,
    response      TEXT        NOT NULL CHECK (LENGTH(response) <= 1020)
);
CREATE INDEX webhook_log_by_age ON webhook_log (created_at, id);
CREATE INDEX webhook_log_by_webhook ON webhook_log (webhook, created_at, id);
CREATE INDEX webhook_log_by_status ON webhook_log (status_code, created_at, id);
CREATE INDEX webhook_log_by_message ON webhook_log (message, created_at, id);
