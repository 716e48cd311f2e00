-- People from files.
CREATE TABLE import (
    id           UUID        PRIMARY KEY NOT NULL,
    version      BIGINT      NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    name         TEXT        CHECK (LENGTH(name) <= 255),
    source       TEXT        CHECK (LENGTH(source) <= 255),
    format       TEXT        NOT NULL CHECK (format IN ('csv', 'ndjson')),
    columns      JSONB       NOT NULL,
    on_duplicate TEXT        NOT NULL CHECK (on_duplicate IN ('skip', 'update', 'create')),
    status       TEXT        NOT NULL CHECK (LENGTH(status) <= 255),
    made_by      UUID        REFERENCES user_account (id),
    rows         BIGINT      NOT NULL,
    done         BIGINT      NOT NULL,
    counts       JSONB       NOT NULL,
    -- The command that applies it, and the one that takes that back.
    applied_by   UUID,
    undone_by    UUID,
    -- Whoever had it applied, or undone: on whose behalf it is worked on.
    acts_for     UUID        REFERENCES user_account (id)
);
CREATE INDEX import_by_age ON import (created_at, id);
CREATE INDEX import_at_work ON import (id) WHERE status IN ('checking', 'applying', 'undoing');

-- Their rows. What stands in one is kept until it was applied.
CREATE TABLE import_row (
    id           UUID        PRIMARY KEY NOT NULL,
    version      BIGINT      NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    -- It may be gone: what is left of it is removed a piece at a time.
    import       UUID        NOT NULL,
    number       BIGINT      NOT NULL,
    outcome      TEXT        NOT NULL CHECK (LENGTH(outcome) <= 255),
    candidate    UUID,
    same_as      BIGINT,
    reasons      JSONB       NOT NULL,
    given        TEXT,
    -- Hashes of what recognises the person, and of the id in the system that they come from.
    email_key    TEXT,
    phone_key    TEXT,
    linkedin_key TEXT,
    external_key TEXT,
    -- What applying it changed.
    change       UUID
);
CREATE UNIQUE INDEX import_row_by_number ON import_row (import, number);
CREATE INDEX import_row_by_age ON import_row (created_at, id);
CREATE INDEX import_row_by_outcome ON import_row (import, outcome, number);
CREATE INDEX import_row_by_candidate ON import_row (candidate) WHERE candidate IS NOT NULL;
CREATE INDEX import_row_by_email ON import_row (import, email_key, number) WHERE email_key IS NOT NULL;
CREATE INDEX import_row_by_phone ON import_row (import, phone_key, number) WHERE phone_key IS NOT NULL;
CREATE INDEX import_row_by_linkedin ON import_row (import, linkedin_key, number) WHERE linkedin_key IS NOT NULL;
CREATE INDEX import_row_by_external ON import_row (import, external_key, number) WHERE external_key IS NOT NULL;

-- What people are called in the systems that they come from.
CREATE TABLE candidate_external_id (
    source      TEXT NOT NULL CHECK (LENGTH(source) <= 255),
    external_id TEXT NOT NULL CHECK (LENGTH(external_id) <= 255),
    candidate   UUID NOT NULL REFERENCES candidate (id),
    -- The import that said so; it may be gone.
    import      UUID NOT NULL,
    PRIMARY KEY (source, external_id)
);
CREATE INDEX candidate_external_id_by_import ON candidate_external_id (import);
