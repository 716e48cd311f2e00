-- The number of a month or a day, as in candidate_tally.
CREATE FUNCTION tally_nth(span TEXT, at TIMESTAMPTZ) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE span
        WHEN 'all' THEN 0
        ELSE CAST((EXTRACT(YEAR FROM at AT TIME ZONE 'UTC') * 12 + EXTRACT(MONTH FROM at AT TIME ZONE 'UTC') - 1) * CASE span WHEN 'day' THEN 32 ELSE 1 END
            + CASE span WHEN 'day' THEN EXTRACT(DAY FROM at AT TIME ZONE 'UTC') - 1 ELSE 0 END AS BIGINT)
    END
$$;
-- Who looks after a confidential file; of any other, nobody.
CREATE FUNCTION file_keeper(visibility TEXT, recruiter UUID) RETURNS UUID LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE '00000000-0000-0000-0000-000000000000' END
$$;
-- Who writes something of a file, and who changes who finds it, both write the row of its key before they count: the later of the two waits, and where it sees the
-- database as it was before the other, it is refused (40001) and begins again. Nobody who waits for a merge, which locks that table, has a row of the tally.
CREATE FUNCTION take_turn(file UUID) RETURNS VOID LANGUAGE sql AS $$
    UPDATE data_key SET wrapped = wrapped WHERE owner = $1
$$;

-- The rows of the tally in which a record counts.
CREATE VIEW counted_record AS
SELECT r.resource, s.span, tally_nth(s.span, r.created_at) AS nth, r.audience, r.candidate, c.visibility,
       file_keeper(c.visibility, c.recruiter) AS recruiter, 1 AS n
FROM file_record r JOIN candidate c ON c.id = r.candidate
CROSS JOIN (VALUES ('all'), ('month'), ('day')) s (span);

INSERT INTO record_tally (resource, span, nth, audience, visibility, recruiter, shard, n)
SELECT resource, span, nth, audience, visibility, recruiter, 0, SUM(n) FROM counted_record GROUP BY resource, span, nth, audience, visibility, recruiter;

-- Counts a record of a file, or (`many` of -1) one that is none any more.
CREATE FUNCTION count_record(resource TEXT, audience TEXT, file UUID, at TIMESTAMPTZ, many BIGINT) RETURNS VOID LANGUAGE sql AS $$
    SELECT take_turn($3);
    INSERT INTO record_tally AS t (resource, span, nth, audience, visibility, recruiter, shard, n)
    SELECT $1, s.span, tally_nth(s.span, $4), $2, c.visibility, file_keeper(c.visibility, c.recruiter), pg_backend_pid() % 32, $5
    FROM candidate c CROSS JOIN (VALUES ('all'), ('month'), ('day')) s (span)
    WHERE c.id = $3 ORDER BY s.span
    ON CONFLICT ON CONSTRAINT record_tally_pkey DO UPDATE SET n = t.n + EXCLUDED.n
$$;

CREATE FUNCTION count_candidate_note() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL THEN
        PERFORM count_record('candidate_note', OLD.visibility, OLD.candidate, OLD.created_at, -1);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN
        PERFORM count_record('candidate_note', NEW.visibility, NEW.candidate, NEW.created_at, 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER candidate_note_made AFTER INSERT OR DELETE ON candidate_note FOR EACH ROW EXECUTE FUNCTION count_candidate_note();
CREATE TRIGGER candidate_note_changed AFTER UPDATE OF candidate, visibility, created_at, deleted_at ON candidate_note FOR EACH ROW
WHEN (OLD.candidate <> NEW.candidate OR OLD.visibility <> NEW.visibility OR OLD.created_at <> NEW.created_at
    OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
EXECUTE FUNCTION count_candidate_note();

CREATE FUNCTION count_recruitment_task_answer() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM count_record('recruitment_task_answer', '', OLD.candidate, OLD.created_at, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM count_record('recruitment_task_answer', '', NEW.candidate, NEW.created_at, 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER recruitment_task_answer_made AFTER INSERT OR DELETE ON recruitment_task_answer
FOR EACH ROW EXECUTE FUNCTION count_recruitment_task_answer();
CREATE TRIGGER recruitment_task_answer_changed AFTER UPDATE OF candidate, created_at ON recruitment_task_answer FOR EACH ROW
WHEN (OLD.candidate <> NEW.candidate OR OLD.created_at <> NEW.created_at)
EXECUTE FUNCTION count_recruitment_task_answer();

CREATE FUNCTION count_resource_request_candidate() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL THEN
        PERFORM count_record('resource_request_candidate', '', OLD.candidate, OLD.created_at, -1);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN
        PERFORM count_record('resource_request_candidate', '', NEW.candidate, NEW.created_at, 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER resource_request_candidate_made AFTER INSERT OR DELETE ON resource_request_candidate
FOR EACH ROW EXECUTE FUNCTION count_resource_request_candidate();
CREATE TRIGGER resource_request_candidate_changed AFTER UPDATE OF candidate, created_at, deleted_at ON resource_request_candidate FOR EACH ROW
WHEN (OLD.candidate <> NEW.candidate OR OLD.created_at <> NEW.created_at OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
EXECUTE FUNCTION count_resource_request_candidate();

-- Other people find a file than before: what belongs to it goes with it.
CREATE FUNCTION move_records() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM take_turn(NEW.id);
    INSERT INTO record_tally AS t (resource, span, nth, audience, visibility, recruiter, shard, n)
    SELECT r.resource, r.span, r.nth, r.audience, w.visibility, w.recruiter, pg_backend_pid() % 32, w.sign * SUM(r.n)
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
CREATE TRIGGER candidate_shown AFTER UPDATE OF visibility, recruiter ON candidate FOR EACH ROW
WHEN (OLD.visibility <> NEW.visibility OR (NEW.visibility = 'confidential' AND OLD.recruiter IS DISTINCT FROM NEW.recruiter))
EXECUTE FUNCTION move_records();
