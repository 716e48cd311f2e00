-- People. A `_fold` column is its neighbour in lower case without accents, for filters and order that are the same on both databases;
-- a `_key` column recognises the same person.
CREATE TABLE candidate (
    id                    UUID        PRIMARY KEY NOT NULL,
    version               BIGINT      NOT NULL,
    created_at            TIMESTAMPTZ NOT NULL,
    updated_at            TIMESTAMPTZ NOT NULL,
    firstname             TEXT        NOT NULL CHECK (LENGTH(firstname) <= 100),
    firstname_fold        TEXT        NOT NULL,
    lastname              TEXT        NOT NULL CHECK (LENGTH(lastname) <= 100),
    lastname_fold         TEXT        NOT NULL,
    email                 TEXT        NOT NULL CHECK (LENGTH(email) <= 254),
    email_fold            TEXT        NOT NULL,
    email_key             TEXT        NOT NULL,
    phone_number          TEXT        CHECK (LENGTH(phone_number) <= 255),
    phone_number_fold     TEXT,
    phone_key             TEXT,
    source                TEXT        CHECK (LENGTH(source) <= 255),
    source_fold           TEXT,
    location              TEXT        CHECK (LENGTH(location) <= 255),
    location_fold         TEXT,
    birth_date            DATE,
    position              TEXT        CHECK (LENGTH(position) <= 255),
    position_fold         TEXT,
    linkedin_profile      TEXT        CHECK (LENGTH(linkedin_profile) <= 2048),
    linkedin_profile_fold TEXT,
    linkedin_key          TEXT,
    notes                 TEXT        CHECK (LENGTH(notes) <= 20000),
    expectations          TEXT        CHECK (LENGTH(expectations) <= 20000),
    tags                  JSONB       NOT NULL,
    tags_fold             TEXT        NOT NULL,
    skills                JSONB       NOT NULL,
    skills_fold           TEXT        NOT NULL,
    employee              BOOLEAN     NOT NULL,
    visibility            TEXT        NOT NULL CHECK (visibility IN ('normal', 'confidential')),
    recruiter             UUID        REFERENCES user_account (id),
    available_from        DATE,
    consent               JSONB,
    lifecycle             TEXT        NOT NULL CHECK (lifecycle IN ('active', 'archived', 'anonymised', 'merged'))
);
CREATE INDEX candidate_by_age ON candidate (created_at, id);
CREATE INDEX candidate_by_update ON candidate (updated_at, id);
CREATE INDEX candidate_by_email_key ON candidate (email_key);
CREATE INDEX candidate_by_phone_key ON candidate (phone_key);
CREATE INDEX candidate_by_linkedin_key ON candidate (linkedin_key);

CREATE TABLE candidate_note (
    id           UUID        PRIMARY KEY NOT NULL,
    version      BIGINT      NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    candidate    UUID        NOT NULL REFERENCES candidate (id),
    content      TEXT        NOT NULL CHECK (LENGTH(content) <= 20000),
    content_fold TEXT        NOT NULL,
    kind         TEXT        NOT NULL CHECK (kind IN ('note', 'call', 'email', 'meeting')),
    visibility   TEXT        NOT NULL CHECK (visibility IN ('public', 'private', 'admin_only')),
    score        BIGINT      CHECK (score BETWEEN 1 AND 4),
    pinned       BOOLEAN     NOT NULL,
    author       UUID        REFERENCES user_account (id),
    mentions     JSONB       NOT NULL,
    deleted_at   TIMESTAMPTZ
);
CREATE INDEX candidate_note_by_candidate ON candidate_note (candidate, created_at, id);
CREATE INDEX candidate_note_by_age ON candidate_note (created_at, id);
