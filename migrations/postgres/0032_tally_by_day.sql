ALTER TABLE source_tally ALTER COLUMN source_fold TYPE TEXT COLLATE "C";
CREATE TABLE came AS
SELECT source_fold, lifecycle, visibility,
       CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE '00000000-0000-0000-0000-000000000000' END AS keeper,
       CAST(EXTRACT(YEAR FROM created_at AT TIME ZONE 'UTC') * 12 + EXTRACT(MONTH FROM created_at AT TIME ZONE 'UTC') - 1 AS BIGINT) AS month,
       CAST(EXTRACT(DAY FROM created_at AT TIME ZONE 'UTC') - 1 AS BIGINT) AS day, COUNT(*) AS n
FROM candidate GROUP BY source_fold, lifecycle, visibility, keeper, month, day;
INSERT INTO candidate_tally (span, nth, lifecycle, visibility, recruiter, shard, n)
SELECT 'month', month, lifecycle, visibility, keeper, 0, SUM(n) FROM came GROUP BY month, lifecycle, visibility, keeper;
INSERT INTO candidate_tally (span, nth, lifecycle, visibility, recruiter, shard, n)
SELECT 'day', month * 32 + day, lifecycle, visibility, keeper, 0, SUM(n) FROM came GROUP BY month, day, lifecycle, visibility, keeper;
INSERT INTO source_tally (span, nth, source_fold, lifecycle, visibility, recruiter, shard, n)
SELECT 'month', month, source_fold, lifecycle, visibility, keeper, 0, SUM(n) FROM came WHERE source_fold IS NOT NULL
GROUP BY month, source_fold, lifecycle, visibility, keeper;
INSERT INTO source_tally (span, nth, source_fold, lifecycle, visibility, recruiter, shard, n)
SELECT 'day', month * 32 + day, source_fold, lifecycle, visibility, keeper, 0, n FROM came WHERE source_fold IS NOT NULL;
DROP TABLE came;
