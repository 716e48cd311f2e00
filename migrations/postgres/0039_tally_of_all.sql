-- How many there are in all is a span of its own, as it is in record_tally: it is asked for with each page, and months become more.
ALTER TABLE candidate_tally DROP CONSTRAINT candidate_tally_span_check, ADD CHECK (span IN ('all', 'month', 'day'));
ALTER TABLE source_tally DROP CONSTRAINT source_tally_span_check, ADD CHECK (span IN ('all', 'month', 'day'));
INSERT INTO candidate_tally (span, nth, lifecycle, visibility, recruiter, shard, n)
SELECT 'all', 0, lifecycle, visibility, recruiter, shard, SUM(n) FROM candidate_tally WHERE span = 'month' GROUP BY lifecycle, visibility, recruiter, shard;
INSERT INTO source_tally (span, nth, source_fold, lifecycle, visibility, recruiter, shard, n)
SELECT 'all', 0, source_fold, lifecycle, visibility, recruiter, shard, SUM(n) FROM source_tally WHERE span = 'month'
GROUP BY source_fold, lifecycle, visibility, recruiter, shard;
