-- Files that ended in another: whoever asks for one of them is given the file that stayed. The command says which records went along, for the way back.
CREATE TABLE candidate_merge (
    merged   UUID        PRIMARY KEY NOT NULL REFERENCES candidate (id),
    survivor UUID        NOT NULL REFERENCES candidate (id),
    command  UUID        NOT NULL,
    actor    UUID        REFERENCES user_account (id),
    at       TIMESTAMPTZ NOT NULL
);
CREATE INDEX candidate_merge_by_survivor ON candidate_merge (survivor, at);
-- Who of us has which file.
CREATE INDEX user_account_by_candidate ON user_account (candidate) WHERE candidate IS NOT NULL;
