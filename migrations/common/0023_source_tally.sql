-- How many people came by each source: as `candidate_tally`, so that a list that is narrowed by its source says how long it is without being read.
CREATE TABLE source_tally (
    source_fold TEXT   NOT NULL,
    lifecycle   TEXT   NOT NULL,
    visibility  TEXT   NOT NULL,
    recruiter   UUID   NOT NULL,
    month       BIGINT NOT NULL,
    shard       BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (source_fold, lifecycle, visibility, recruiter, month, shard)
);
