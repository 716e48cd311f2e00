-- How many there are in all is a span of its own, as it is in record_tally: it is asked for with each page, and months become more.
ALTER TABLE candidate_tally RENAME TO candidate_tally_before;
CREATE TABLE candidate_tally (
    span       TEXT   NOT NULL CHECK (span IN ('all', 'month', 'day')),
    nth        BIGINT NOT NULL,
    lifecycle  TEXT   NOT NULL,
    visibility TEXT   NOT NULL,
    recruiter  UUID   NOT NULL,
    shard      BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    PRIMARY KEY (span, nth, lifecycle, visibility, recruiter, shard)
);
INSERT INTO candidate_tally (span, nth, lifecycle, visibility, recruiter, shard, n)
SELECT span, nth, lifecycle, visibility, recruiter, shard, n FROM candidate_tally_before;
INSERT INTO candidate_tally (span, nth, lifecycle, visibility, recruiter, shard, n)
SELECT 'all', 0, lifecycle, visibility, recruiter, 0, SUM(n) FROM candidate_tally_before WHERE span = 'month' GROUP BY lifecycle, visibility, recruiter;
DROP TABLE candidate_tally_before;

ALTER TABLE source_tally RENAME TO source_tally_before;
CREATE TABLE source_tally (
    span        TEXT   NOT NULL CHECK (span IN ('all', 'month', 'day')),
    nth         BIGINT NOT NULL,
    source_fold TEXT   NOT NULL,
    lifecycle   TEXT   NOT NULL,
    visibility  TEXT   NOT NULL,
    recruiter   UUID   NOT NULL,
    shard       BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (span, nth, source_fold, lifecycle, visibility, recruiter, shard)
);
INSERT INTO source_tally (span, nth, source_fold, lifecycle, visibility, recruiter, shard, n)
SELECT span, nth, source_fold, lifecycle, visibility, recruiter, shard, n FROM source_tally_before;
INSERT INTO source_tally (span, nth, source_fold, lifecycle, visibility, recruiter, shard, n)
SELECT 'all', 0, source_fold, lifecycle, visibility, recruiter, 0, SUM(n) FROM source_tally_before WHERE span = 'month'
GROUP BY source_fold, lifecycle, visibility, recruiter;
DROP TABLE source_tally_before;
