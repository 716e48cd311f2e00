-- How many there are in all is a span of its own, as it is in record_tally: it is asked for with each page, and months become more.
ALTER TABLE candidate_tally DROP CONSTRAINT candidate_tally_span_check, ADD CHECK (span IN ('all', 'month', 'day'));
ALTER TABLE source_tally DROP CONSTRAINT source_tally_span_check, ADD CHECK (span IN ('all', 'month', 'day'));
INSERT INTO candidate_tally (span, nth, lifecycle, visibility, recruiter, shard, n)
SELECT 'all', 0, lifecycle, visibility, recruiter, shard, SUM(n) FROM candidate_tally WHERE span = 'month' GROUP BY lifecycle, visibility, recruiter, shard;
INSERT INTO source_tally (span, nth, source_fold, lifecycle, visibility, recruiter, shard, n)
SELECT 'all', 0, source_fold, lifecycle, visibility, recruiter, shard, SUM(n) FROM source_tally WHERE span = 'month'
GROUP BY source_fold, lifecycle, visibility, recruiter, shard;

-- When the day with this number begins, which the tallies give it; also of the number behind the last day of a month.
CREATE FUNCTION tally_day(nth BIGINT) RETURNS TIMESTAMPTZ LANGUAGE sql IMMUTABLE AS $$
    SELECT CAST(make_date(CAST(nth / 384 AS INT), CAST(nth / 32 % 12 AS INT) + 1, 1) + CAST(nth % 32 AS INT) AS TIMESTAMP) AT TIME ZONE 'UTC'
$$;
