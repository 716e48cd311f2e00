-- How many notes somebody hears is counted in an index, not in the notes.
CREATE INDEX candidate_note_by_audience ON candidate_note (visibility, author, deleted_at, candidate);
-- The same of answers.
CREATE INDEX recruitment_task_answer_by_interviewer ON recruitment_task_answer (interviewer, task, candidate);
CREATE INDEX user_account_by_age ON user_account (created_at, id);
