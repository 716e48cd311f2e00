ALTER TABLE source_tally ALTER COLUMN source_fold TYPE TEXT COLLATE "C";
INSERT INTO source_tally (source_fold, lifecycle, visibility, recruiter, month, shard, n)
SELECT source_fold, lifecycle, visibility,
       CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE '00000000-0000-0000-0000-000000000000' END AS keeper,
       CAST(EXTRACT(YEAR FROM created_at AT TIME ZONE 'UTC') * 12 + EXTRACT(MONTH FROM created_at AT TIME ZONE 'UTC') - 1 AS BIGINT) AS came, 0, COUNT(*)
FROM candidate WHERE source_fold IS NOT NULL GROUP BY source_fold, lifecycle, visibility, keeper, came;
