INSERT INTO source_tally (source_fold, lifecycle, visibility, recruiter, month, shard, n)
SELECT source_fold, lifecycle, visibility,
       CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE zeroblob(16) END AS keeper,
       CAST(strftime('%Y', created_at) AS INTEGER) * 12 + CAST(strftime('%m', created_at) AS INTEGER) - 1 AS came, 0, COUNT(*)
FROM candidate WHERE source_fold IS NOT NULL GROUP BY source_fold, lifecycle, visibility, keeper, came;
-- Who may see a file is in the indexes of the orders, too: what is passed on the way to a page, or only counted, is not opened.
DROP INDEX candidate_by_age;
CREATE INDEX candidate_by_age ON candidate (created_at, id, lifecycle, visibility, recruiter);
DROP INDEX candidate_by_update;
CREATE INDEX candidate_by_update ON candidate (updated_at, created_at, id, lifecycle, visibility, recruiter);
DROP INDEX candidate_by_lastname;
CREATE INDEX candidate_by_lastname ON candidate (lastname_fold, created_at, id, lifecycle, visibility, recruiter);
DROP INDEX candidate_by_position;
CREATE INDEX candidate_by_position ON candidate (position_fold, created_at, id, lifecycle, visibility, recruiter);
DROP INDEX candidate_by_source;
CREATE INDEX candidate_by_source ON candidate (source_fold, created_at, id, lifecycle, visibility, recruiter);
DROP INDEX candidate_by_location;
CREATE INDEX candidate_by_location ON candidate (location_fold, created_at, id, lifecycle, visibility, recruiter);
