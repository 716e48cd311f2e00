-- How many files there are, by what decides whether somebody finds one, and by the month in which they came: counted as they are written, so that
-- nobody counts a million to say how many, and page 10,000 is found without passing the 9,999 before it. Months are counted from the year 0.
-- `recruiter` is who looks after a confidential file, and all zeros for every other file. PostgreSQL writes on several connections: `shard` keeps
-- two of them from waiting for the same row.
CREATE TABLE candidate_tally (
    lifecycle  TEXT   NOT NULL,
    visibility TEXT   NOT NULL,
    recruiter  UUID   NOT NULL,
    month      BIGINT NOT NULL,
    shard      BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    PRIMARY KEY (lifecycle, visibility, recruiter, month, shard)
);

-- The orders that the list of people offers.
CREATE INDEX candidate_by_lastname ON candidate (lastname_fold, created_at, id);
CREATE INDEX candidate_by_position ON candidate (position_fold, created_at, id);
CREATE INDEX candidate_by_source ON candidate (source_fold, created_at, id);
CREATE INDEX candidate_by_location ON candidate (location_fold, created_at, id);
DROP INDEX candidate_by_update;
CREATE INDEX candidate_by_update ON candidate (updated_at, created_at, id);
