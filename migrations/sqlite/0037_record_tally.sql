-- The rows of the tally in which a record counts.
CREATE VIEW counted_record AS
SELECT r.resource, s.span,
       CASE s.span
           WHEN 'all' THEN 0
           ELSE (CAST(strftime('%Y', r.created_at) AS INTEGER) * 12 + CAST(strftime('%m', r.created_at) AS INTEGER) - 1)
               * CASE s.span WHEN 'day' THEN 32 ELSE 1 END
               + CASE s.span WHEN 'day' THEN CAST(strftime('%d', r.created_at) AS INTEGER) - 1 ELSE 0 END
       END AS nth,
       r.audience, r.candidate, c.visibility,
       CASE WHEN c.visibility = 'confidential' AND c.recruiter IS NOT NULL THEN c.recruiter ELSE zeroblob(16) END AS recruiter, 1 AS n
FROM file_record r JOIN candidate c ON c.id = r.candidate
CROSS JOIN (SELECT 'all' AS span UNION ALL SELECT 'month' UNION ALL SELECT 'day') s;

INSERT INTO record_tally (resource, span, nth, audience, visibility, recruiter, shard, n)
SELECT resource, span, nth, audience, visibility, recruiter, 0, SUM(n) FROM counted_record GROUP BY resource, span, nth, audience, visibility, recruiter;

-- `INSERT INTO one_record` counts a record of a file, or (`n` of -1) one that is none any more.
CREATE VIEW one_record AS SELECT resource, audience, candidate, created_at, 1 AS n FROM file_record;
CREATE TRIGGER one_record INSTEAD OF INSERT ON one_record BEGIN
    INSERT INTO record_tally (resource, span, nth, audience, visibility, recruiter, shard, n)
    SELECT NEW.resource, s.span,
           CASE s.span
               WHEN 'all' THEN 0
               ELSE (CAST(strftime('%Y', NEW.created_at) AS INTEGER) * 12 + CAST(strftime('%m', NEW.created_at) AS INTEGER) - 1)
                   * CASE s.span WHEN 'day' THEN 32 ELSE 1 END
                   + CASE s.span WHEN 'day' THEN CAST(strftime('%d', NEW.created_at) AS INTEGER) - 1 ELSE 0 END
           END,
           NEW.audience, c.visibility,
           CASE WHEN c.visibility = 'confidential' AND c.recruiter IS NOT NULL THEN c.recruiter ELSE zeroblob(16) END, 0, NEW.n
    FROM candidate c CROSS JOIN (SELECT 'all' AS span UNION ALL SELECT 'month' UNION ALL SELECT 'day') s
    WHERE c.id = NEW.candidate
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;

CREATE TRIGGER candidate_note_made AFTER INSERT ON candidate_note WHEN NEW.deleted_at IS NULL BEGIN
    INSERT INTO one_record VALUES ('candidate_note', NEW.visibility, NEW.candidate, NEW.created_at, 1);
END;
CREATE TRIGGER candidate_note_gone AFTER DELETE ON candidate_note WHEN OLD.deleted_at IS NULL BEGIN
    INSERT INTO one_record VALUES ('candidate_note', OLD.visibility, OLD.candidate, OLD.created_at, -1);
END;
CREATE TRIGGER candidate_note_changed AFTER UPDATE OF candidate, visibility, created_at, deleted_at ON candidate_note
WHEN OLD.candidate <> NEW.candidate OR OLD.visibility <> NEW.visibility OR OLD.created_at <> NEW.created_at
    OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
BEGIN
    INSERT INTO one_record SELECT 'candidate_note', OLD.visibility, OLD.candidate, OLD.created_at, -1 WHERE OLD.deleted_at IS NULL;
    INSERT INTO one_record SELECT 'candidate_note', NEW.visibility, NEW.candidate, NEW.created_at, 1 WHERE NEW.deleted_at IS NULL;
END;

CREATE TRIGGER recruitment_task_answer_made AFTER INSERT ON recruitment_task_answer BEGIN
    INSERT INTO one_record VALUES ('recruitment_task_answer', '', NEW.candidate, NEW.created_at, 1);
END;
CREATE TRIGGER recruitment_task_answer_gone AFTER DELETE ON recruitment_task_answer BEGIN
    INSERT INTO one_record VALUES ('recruitment_task_answer', '', OLD.candidate, OLD.created_at, -1);
END;
CREATE TRIGGER recruitment_task_answer_changed AFTER UPDATE OF candidate, created_at ON recruitment_task_answer
WHEN OLD.candidate <> NEW.candidate OR OLD.created_at <> NEW.created_at
BEGIN
    INSERT INTO one_record VALUES ('recruitment_task_answer', '', OLD.candidate, OLD.created_at, -1);
    INSERT INTO one_record VALUES ('recruitment_task_answer', '', NEW.candidate, NEW.created_at, 1);
END;

CREATE TRIGGER resource_request_candidate_made AFTER INSERT ON resource_request_candidate WHEN NEW.deleted_at IS NULL BEGIN
    INSERT INTO one_record VALUES ('resource_request_candidate', '', NEW.candidate, NEW.created_at, 1);
END;
CREATE TRIGGER resource_request_candidate_gone AFTER DELETE ON resource_request_candidate WHEN OLD.deleted_at IS NULL BEGIN
    INSERT INTO one_record VALUES ('resource_request_candidate', '', OLD.candidate, OLD.created_at, -1);
END;
CREATE TRIGGER resource_request_candidate_changed AFTER UPDATE OF candidate, created_at, deleted_at ON resource_request_candidate
WHEN OLD.candidate <> NEW.candidate OR OLD.created_at <> NEW.created_at OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
BEGIN
    INSERT INTO one_record SELECT 'resource_request_candidate', '', OLD.candidate, OLD.created_at, -1 WHERE OLD.deleted_at IS NULL;
    INSERT INTO one_record SELECT 'resource_request_candidate', '', NEW.candidate, NEW.created_at, 1 WHERE NEW.deleted_at IS NULL;
END;

-- Other people find a file than before: what belongs to it goes with it.
CREATE TRIGGER candidate_shown AFTER UPDATE OF visibility, recruiter ON candidate
WHEN OLD.visibility <> NEW.visibility OR (NEW.visibility = 'confidential' AND OLD.recruiter IS NOT NEW.recruiter)
BEGIN
    INSERT INTO record_tally (resource, span, nth, audience, visibility, recruiter, shard, n)
    SELECT resource, span, nth, audience, OLD.visibility,
           CASE WHEN OLD.visibility = 'confidential' AND OLD.recruiter IS NOT NULL THEN OLD.recruiter ELSE zeroblob(16) END, 0, -SUM(n)
    FROM counted_record WHERE candidate = NEW.id GROUP BY resource, span, nth, audience
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
    INSERT INTO record_tally (resource, span, nth, audience, visibility, recruiter, shard, n)
    SELECT resource, span, nth, audience, visibility, recruiter, 0, SUM(n)
    FROM counted_record WHERE candidate = NEW.id GROUP BY resource, span, nth, audience, visibility, recruiter
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;
