-- Requests for people, and who stands in them. Amounts are whole minor units.
CREATE TABLE resource_request (
    id                 UUID        PRIMARY KEY NOT NULL,
    version            BIGINT      NOT NULL,
    created_at         TIMESTAMPTZ NOT NULL,
    updated_at         TIMESTAMPTZ NOT NULL,
    code               TEXT        NOT NULL CHECK (LENGTH(code) <= 20),
    code_fold          TEXT        NOT NULL,
    client             TEXT        CHECK (LENGTH(client) <= 255),
    client_fold        TEXT,
    status             TEXT        NOT NULL
        CHECK (status IN ('draft', 'pending_approval', 'rejected', 'open', 'on_hold', 'filled', 'cancelled', 'closed')),
    location           TEXT        CHECK (LENGTH(location) <= 255),
    location_fold      TEXT,
    position           TEXT        CHECK (LENGTH(position) <= 255),
    position_fold      TEXT,
    description        TEXT        CHECK (LENGTH(description) <= 20000),
    description_fold   TEXT,
    starts_on          DATE,
    ends_on            DATE,
    needed_by          DATE,
    salary_range_min   BIGINT      CHECK (salary_range_min >= 0),
    salary_range_max   BIGINT      CHECK (salary_range_max >= 0),
    billing_type       TEXT        CHECK (billing_type IN ('time_and_materials', 'fixed_price', 'retainer', 'internal')),
    currency           TEXT        CHECK (LENGTH(currency) <= 3),
    currency_fold      TEXT,
    bill_rate_min      BIGINT      CHECK (bill_rate_min >= 0),
    bill_rate_max      BIGINT      CHECK (bill_rate_max >= 0),
    owners             JSONB       NOT NULL,
    owners_fold        TEXT        NOT NULL,
    requester          UUID        REFERENCES user_account (id),
    headcount          BIGINT      CHECK (headcount BETWEEN 1 AND 1000),
    filled_count       BIGINT      NOT NULL CHECK (filled_count BETWEEN 0 AND 1000),
    allocation_percent BIGINT      CHECK (allocation_percent BETWEEN 1 AND 100),
    skills             JSONB       NOT NULL,
    skills_fold        TEXT        NOT NULL,
    priority           TEXT        CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    reason             TEXT        CHECK (reason IN ('new', 'backfill')),
    hold_reason        TEXT        CHECK (LENGTH(hold_reason) <= 255),
    cancel_reason      TEXT        CHECK (LENGTH(cancel_reason) <= 255),
    rejection_reason   TEXT        CHECK (LENGTH(rejection_reason) <= 255),
    closing_reason     TEXT        CHECK (LENGTH(closing_reason) <= 255)
);
CREATE INDEX resource_request_by_age ON resource_request (created_at, id);
CREATE INDEX resource_request_by_status ON resource_request (status, created_at, id);
CREATE UNIQUE INDEX resource_request_by_code ON resource_request (code);

-- Who has the rights of an owner: the owners who are users of ours, and the requester.
CREATE TABLE resource_request_owner (
    request UUID NOT NULL REFERENCES resource_request (id) ON DELETE CASCADE,
    user_id UUID NOT NULL,
    PRIMARY KEY (request, user_id)
);
CREATE INDEX resource_request_owner_by_user ON resource_request_owner (user_id, request);

CREATE TABLE resource_request_candidate (
    id                 UUID        PRIMARY KEY NOT NULL,
    version            BIGINT      NOT NULL,
    created_at         TIMESTAMPTZ NOT NULL,
    updated_at         TIMESTAMPTZ NOT NULL,
    request            UUID        NOT NULL REFERENCES resource_request (id),
    candidate          UUID        NOT NULL REFERENCES candidate (id),
    status             TEXT        NOT NULL,
    rank               BIGINT      CHECK (rank BETWEEN 0 AND 1000000),
    proposed_by        UUID        REFERENCES user_account (id),
    note               TEXT        CHECK (LENGTH(note) <= 20000),
    note_fold          TEXT,
    proposed_rate      BIGINT      CHECK (proposed_rate >= 0),
    cost_rate          BIGINT      CHECK (cost_rate >= 0),
    available_from     DATE,
    allocation_percent BIGINT      CHECK (allocation_percent BETWEEN 1 AND 100),
    rejected_by        TEXT        CHECK (rejected_by IN ('us', 'client', 'candidate')),
    reason             TEXT        CHECK (LENGTH(reason) <= 255),
    reason_fold        TEXT,
    deleted_at         TIMESTAMPTZ
);
CREATE INDEX resource_request_candidate_by_age ON resource_request_candidate (created_at, id);
CREATE INDEX resource_request_candidate_by_candidate ON resource_request_candidate (candidate, request);
-- A person stands in a request once.
CREATE UNIQUE INDEX resource_request_candidate_once ON resource_request_candidate (request, candidate) WHERE deleted_at IS NULL;
