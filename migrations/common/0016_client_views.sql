-- People of a request, shown to the client by a link. The link is signed; until when it works, and whether at all, stands here.
CREATE TABLE client_view (
    id         UUID        PRIMARY KEY NOT NULL,
    version    BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    request    UUID        NOT NULL REFERENCES resource_request (id) ON DELETE CASCADE,
    contact    TEXT        NOT NULL CHECK (LENGTH(contact) <= 255),
    standings  JSONB       NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    revoked    BOOLEAN     NOT NULL,
    created_by UUID        REFERENCES user_account (id)
);
CREATE INDEX client_view_by_request ON client_view (request, created_at);

-- What the client said stands with the person, whose key seals it in the log.
ALTER TABLE resource_request_candidate ADD COLUMN client_verdict TEXT CHECK (client_verdict IN ('yes', 'no'));
ALTER TABLE resource_request_candidate ADD COLUMN client_comment TEXT CHECK (LENGTH(client_comment) <= 20000);
ALTER TABLE resource_request_candidate ADD COLUMN client_answered_at TIMESTAMPTZ;
