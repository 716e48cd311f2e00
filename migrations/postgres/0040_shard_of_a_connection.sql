-- Two who count in the same row at once do not get along: one begins again. The numbers of processes, of which a row was chosen before, are often the same but for
-- multiples of 32. Each connection takes a number that no other has, as long as one is free.
CREATE FUNCTION tally_shard() RETURNS BIGINT LANGUAGE sql STABLE AS $$
    SELECT COALESCE(CAST(NULLIF(current_setting('instroom.shard', TRUE), '') AS BIGINT), pg_backend_pid() % 64)
$$;
ALTER TABLE candidate_tally ALTER COLUMN shard SET DEFAULT tally_shard();
ALTER TABLE source_tally ALTER COLUMN shard SET DEFAULT tally_shard();
ALTER TABLE record_tally ALTER COLUMN shard SET DEFAULT tally_shard();

CREATE OR REPLACE FUNCTION count_record(resource TEXT, audience TEXT, file UUID, at TIMESTAMPTZ, many BIGINT) RETURNS VOID LANGUAGE sql AS $$
    SELECT take_turn($3);
    INSERT INTO record_tally AS t (resource, span, nth, audience, visibility, recruiter, n)
    SELECT $1, s.span, tally_nth(s.span, $4), $2, c.visibility, file_keeper(c.visibility, c.recruiter), $5
    FROM candidate c CROSS JOIN (VALUES ('all'), ('month'), ('day')) s (span)
    WHERE c.id = $3 ORDER BY s.span
    ON CONFLICT ON CONSTRAINT record_tally_pkey DO UPDATE SET n = t.n + EXCLUDED.n
$$;

CREATE OR REPLACE FUNCTION move_records() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM take_turn(NEW.id);
    INSERT INTO record_tally AS t (resource, span, nth, audience, visibility, recruiter, n)
    SELECT r.resource, r.span, r.nth, r.audience, w.visibility, w.recruiter, w.sign * SUM(r.n)
    FROM counted_record r
    CROSS JOIN (VALUES
        (OLD.visibility, file_keeper(OLD.visibility, OLD.recruiter), -1),
        (NEW.visibility, file_keeper(NEW.visibility, NEW.recruiter), 1)) w (visibility, recruiter, sign)
    WHERE r.candidate = NEW.id
    GROUP BY r.resource, r.span, r.nth, r.audience, w.visibility, w.recruiter, w.sign
    ORDER BY r.resource, r.span, r.nth, r.audience, w.visibility, w.recruiter
    ON CONFLICT ON CONSTRAINT record_tally_pkey DO UPDATE SET n = t.n + EXCLUDED.n;
    RETURN NULL;
END
$$;
