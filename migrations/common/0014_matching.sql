-- How well people fit: the score of whoever stands in a request, and what suggestions are looked up in.
ALTER TABLE resource_request_candidate ADD COLUMN match_score BIGINT CHECK (match_score BETWEEN 0 AND 100);
ALTER TABLE resource_request_candidate ADD COLUMN match_formula BIGINT;
ALTER TABLE resource_request_candidate ADD COLUMN match_terms JSONB NOT NULL DEFAULT '[]';

-- A row for each skill of each person who can be suggested, with whatever else the formula looks at, so that ranking reads one index and nothing else.
-- Texts are folded; days are counted from 1970-01-01.
CREATE TABLE candidate_skill (
    skill        TEXT   NOT NULL,
    candidate    UUID   NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    level        BIGINT NOT NULL CHECK (level BETWEEN 1 AND 4),
    place        TEXT,
    available_on BIGINT,
    PRIMARY KEY (skill, candidate)
);
CREATE INDEX candidate_skill_by_candidate ON candidate_skill (candidate);
CREATE INDEX candidate_skill_ranked ON candidate_skill (skill, candidate, level, place, available_on);
