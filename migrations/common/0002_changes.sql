-- Who changed what. Rows are added, never changed.
CREATE TABLE change (
    id        UUID        PRIMARY KEY NOT NULL,
    command   UUID        NOT NULL,
    actor     UUID,
    at        TIMESTAMPTZ NOT NULL,
    entity    TEXT        NOT NULL,
    entity_id UUID        NOT NULL,
    owner     UUID        NOT NULL,
    kind      TEXT        NOT NULL,
    facts     TEXT        NOT NULL,
    sealed    BYTEA
);
CREATE INDEX change_by_entity ON change (entity_id, id);
CREATE INDEX change_by_owner ON change (owner, id);

-- The one order of all changes, and the chain of their hashes.
CREATE TABLE change_order (
    position  BIGINT PRIMARY KEY NOT NULL,
    change_id UUID   NOT NULL REFERENCES change (id),
    hash      BYTEA  NOT NULL
);
CREATE UNIQUE INDEX change_order_by_change ON change_order (change_id);

-- PostgreSQL: committed changes that have no place in the order yet.
CREATE TABLE change_pending (
    change_id UUID PRIMARY KEY NOT NULL REFERENCES change (id)
);

-- The key that seals what is known of one person, wrapped by the key file's. Without it the person is forgotten.
CREATE TABLE data_key (
    owner   UUID  PRIMARY KEY NOT NULL,
    wrapped BYTEA NOT NULL
);
