-- Accounts, and what they sign in with.
CREATE TABLE user_account (
    id            UUID        PRIMARY KEY NOT NULL,
    version       BIGINT      NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    email         TEXT        NOT NULL CHECK (LENGTH(email) <= 254),
    email_fold    TEXT        NOT NULL,
    email_key     TEXT        NOT NULL,
    name          TEXT        NOT NULL CHECK (LENGTH(name) <= 100),
    name_fold     TEXT        NOT NULL,
    role          TEXT        NOT NULL CHECK (role IN ('admin', 'recruiter', 'hiring_manager', 'interviewer')),
    candidate     UUID,
    locale        TEXT        CHECK (locale IN ('en', 'nl')),
    time_zone     TEXT        CHECK (LENGTH(time_zone) <= 64),
    active        BOOLEAN     NOT NULL,
    password_hash TEXT
);
CREATE UNIQUE INDEX user_account_email ON user_account (email_key);

-- One browser that is signed in. The secret in its cookie is not here, only its digest.
CREATE TABLE session (
    id         UUID        PRIMARY KEY NOT NULL,
    user_id    UUID        NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    digest     BYTEA       NOT NULL,
    user_agent TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX session_by_digest ON session (digest);
CREATE INDEX session_by_user ON session (user_id, seen_at);

-- Login tokens (an hour, found by their id) and scoped tokens (found by the digest of their secret).
CREATE TABLE token (
    id         UUID        PRIMARY KEY NOT NULL,
    user_id    UUID        NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    kind       TEXT        NOT NULL CHECK (kind IN ('login', 'scoped')),
    name       TEXT        NOT NULL CHECK (LENGTH(name) <= 100),
    digest     BYTEA,
    scopes     JSONB       NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ,
    used_at    TIMESTAMPTZ
);
CREATE UNIQUE INDEX token_by_digest ON token (digest);
CREATE INDEX token_by_user ON token (user_id);

-- Links that work once: the first account, invitations, password resets.
CREATE TABLE link (
    id         UUID        PRIMARY KEY NOT NULL,
    purpose    TEXT        NOT NULL CHECK (purpose IN ('setup', 'invite', 'reset')),
    user_id    UUID        REFERENCES user_account (id) ON DELETE CASCADE,
    digest     BYTEA       NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ
);
CREATE UNIQUE INDEX link_by_digest ON link (digest);

-- Failed sign-ins, by account and by address; both digested.
CREATE TABLE failed_attempt (
    id UUID        PRIMARY KEY NOT NULL,
    whom BYTEA     NOT NULL,
    at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX failed_attempt_by_whom ON failed_attempt (whom, at);
