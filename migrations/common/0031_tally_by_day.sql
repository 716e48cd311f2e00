-- Beside months, days are counted: on the way to page 10,000 whole months are passed, then whole days, and then some hundred files rather than thousands.
-- `nth` is the number of the month from the year 0, or of the day, of which each month has room for 32. Both are counted anew.
DROP TABLE candidate_tally;
CREATE TABLE candidate_tally (
    span       TEXT   NOT NULL CHECK (span IN ('month', 'day')),
    nth        BIGINT NOT NULL,
    lifecycle  TEXT   NOT NULL,
    visibility TEXT   NOT NULL,
    recruiter  UUID   NOT NULL,
    shard      BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    PRIMARY KEY (span, nth, lifecycle, visibility, recruiter, shard)
);
DROP TABLE source_tally;
CREATE TABLE source_tally (
    span        TEXT   NOT NULL CHECK (span IN ('month', 'day')),
    nth         BIGINT NOT NULL,
    source_fold TEXT   NOT NULL,
    lifecycle   TEXT   NOT NULL,
    visibility  TEXT   NOT NULL,
    recruiter   UUID   NOT NULL,
    shard       BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (span, nth, source_fold, lifecycle, visibility, recruiter, shard)
);
