-- One writes: there is one row. On PostgreSQL each connection has its own.
ALTER TABLE candidate_tally RENAME TO candidate_tally_before;
CREATE TABLE candidate_tally (
    span       TEXT   NOT NULL CHECK (span IN ('all', 'month', 'day')),
    nth        BIGINT NOT NULL,
    lifecycle  TEXT   NOT NULL,
    visibility TEXT   NOT NULL,
    recruiter  UUID   NOT NULL,
    shard      BIGINT NOT NULL DEFAULT 0,
    n          BIGINT NOT NULL,
    PRIMARY KEY (span, nth, lifecycle, visibility, recruiter, shard)
);
INSERT INTO candidate_tally SELECT * FROM candidate_tally_before;
DROP TABLE candidate_tally_before;

ALTER TABLE source_tally RENAME TO source_tally_before;
CREATE TABLE source_tally (
    span        TEXT   NOT NULL CHECK (span IN ('all', 'month', 'day')),
    nth         BIGINT NOT NULL,
    source_fold TEXT   NOT NULL,
    lifecycle   TEXT   NOT NULL,
    visibility  TEXT   NOT NULL,
    recruiter   UUID   NOT NULL,
    shard       BIGINT NOT NULL DEFAULT 0,
    n           BIGINT NOT NULL,
    PRIMARY KEY (span, nth, source_fold, lifecycle, visibility, recruiter, shard)
);
INSERT INTO source_tally SELECT * FROM source_tally_before;
DROP TABLE source_tally_before;
