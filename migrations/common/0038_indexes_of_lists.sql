-- The letters that were due last, and the tokens that were made last.
CREATE INDEX letter_by_moment ON letter (due_at, id);
CREATE INDEX token_by_age ON token (kind, created_at, id);
-- Interviews are listed as they begin.
DROP INDEX interview_by_start;
CREATE INDEX interview_by_start ON interview (starts_at, id, ends_at);
