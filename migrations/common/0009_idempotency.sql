-- What was answered to a request that may be sent again: found by whom, where and with which key, for a day.
CREATE TABLE idempotency (
    id         BYTEA       PRIMARY KEY NOT NULL,
    body       BYTEA       NOT NULL,
    answer     TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
