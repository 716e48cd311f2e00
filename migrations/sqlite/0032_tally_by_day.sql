CREATE TABLE came AS
SELECT source_fold, lifecycle, visibility,
       CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE zeroblob(16) END AS keeper,
       CAST(strftime('%Y', created_at) AS INTEGER) * 12 + CAST(strftime('%m', created_at) AS INTEGER) - 1 AS month,
       CAST(strftime('%d', created_at) AS INTEGER) - 1 AS day, COUNT(*) AS n
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
