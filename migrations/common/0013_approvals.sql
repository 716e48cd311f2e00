-- Who approves which requests.
CREATE TABLE approval_flow (
    id           UUID        PRIMARY KEY NOT NULL,
    version      BIGINT      NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    name         TEXT        NOT NULL CHECK (LENGTH(name) <= 255),
    position     BIGINT      NOT NULL CHECK (position BETWEEN 0 AND 1000000),
    client       TEXT        CHECK (LENGTH(client) <= 255),
    location     TEXT        CHECK (LENGTH(location) <= 255),
    billing_type TEXT        CHECK (billing_type IN ('time_and_materials', 'fixed_price', 'retainer', 'internal')),
    amount_from  BIGINT      CHECK (amount_from >= 0),
    steps        JSONB       NOT NULL,
    remind_after   BIGINT    CHECK (remind_after BETWEEN 1 AND 60),
    escalate_after BIGINT    CHECK (escalate_after BETWEEN 1 AND 60),
    escalate_to  UUID        REFERENCES user_account (id),
    archived     BOOLEAN     NOT NULL
);

-- What was decided about one version of a request. A request has one round under way at most.
CREATE TABLE approval (
    id              UUID        PRIMARY KEY NOT NULL,
    version         BIGINT      NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    updated_at      TIMESTAMPTZ NOT NULL,
    request         UUID        NOT NULL REFERENCES resource_request (id) ON DELETE CASCADE,
    status          TEXT        NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn', 'superseded')),
    request_version BIGINT      NOT NULL,
    flow            UUID        REFERENCES approval_flow (id),
    barred          JSONB       NOT NULL,
    submitted_by    UUID        REFERENCES user_account (id),
    steps           JSONB       NOT NULL,
    asked_at        TIMESTAMPTZ,
    remind_after    BIGINT      CHECK (remind_after BETWEEN 1 AND 60),
    escalate_after  BIGINT      CHECK (escalate_after BETWEEN 1 AND 60),
    escalate_to     UUID        REFERENCES user_account (id),
    decisions       JSONB       NOT NULL,
    subject         TEXT,
    ended_at        TIMESTAMPTZ
);
CREATE UNIQUE INDEX approval_under_way ON approval (request) WHERE status = 'pending';
CREATE INDEX approval_by_request ON approval (request, created_at);
CREATE INDEX approval_by_status ON approval (status, created_at);

ALTER TABLE letter ADD COLUMN approval UUID REFERENCES approval (id) ON DELETE CASCADE;
