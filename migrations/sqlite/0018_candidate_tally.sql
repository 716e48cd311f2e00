INSERT INTO candidate_tally (lifecycle, visibility, recruiter, month, shard, n)
SELECT lifecycle, visibility,
       CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE zeroblob(16) END AS keeper,
       CAST(strftime('%Y', created_at) AS INTEGER) * 12 + CAST(strftime('%m', created_at) AS INTEGER) - 1 AS came, 0, COUNT(*)
FROM candidate GROUP BY lifecycle, visibility, keeper, came;
