-- How many records belong to people's files, by what decides whether somebody finds one, and by the month and the day in which they were made: as
-- candidate_tally has it of the files. `visibility` and `recruiter` are the file's, as there; `audience` is a note's visibility, and empty for what is not a
-- note. In the span `all` is how many there are in all.
CREATE TABLE record_tally (
    resource   TEXT   NOT NULL,
    span       TEXT   NOT NULL CHECK (span IN ('all', 'month', 'day')),
    nth        BIGINT NOT NULL,
    audience   TEXT   NOT NULL,
    visibility TEXT   NOT NULL,
    recruiter  UUID   NOT NULL,
    shard      BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    PRIMARY KEY (resource, span, nth, audience, visibility, recruiter, shard)
);

-- What is counted.
CREATE VIEW file_record AS
SELECT 'candidate_note' AS resource, candidate, created_at, visibility AS audience FROM candidate_note WHERE deleted_at IS NULL
UNION ALL
SELECT 'recruitment_task_answer', candidate, created_at, '' FROM recruitment_task_answer
UNION ALL
SELECT 'resource_request_candidate', candidate, created_at, '' FROM resource_request_candidate WHERE deleted_at IS NULL;

-- Whoever asks what is new since they asked last asks in this order.
CREATE INDEX candidate_note_by_update ON candidate_note (updated_at, created_at, id);
CREATE INDEX recruitment_task_answer_by_update ON recruitment_task_answer (updated_at, created_at, id);
CREATE INDEX resource_request_by_update ON resource_request (updated_at, created_at, id);
CREATE INDEX resource_request_candidate_by_update ON resource_request_candidate (updated_at, created_at, id);
