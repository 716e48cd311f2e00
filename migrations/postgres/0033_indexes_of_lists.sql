-- Who may see a file is in the indexes of the orders, as in SQLite's: what is passed on the way to a page is not opened.
DROP INDEX candidate_by_age;
CREATE INDEX candidate_by_age ON candidate (created_at, id) INCLUDE (lifecycle, visibility, recruiter);
DROP INDEX candidate_by_update;
CREATE INDEX candidate_by_update ON candidate (updated_at, created_at, id) INCLUDE (lifecycle, visibility, recruiter);
DROP INDEX candidate_by_lastname;
CREATE INDEX candidate_by_lastname ON candidate (lastname_fold, created_at, id) INCLUDE (lifecycle, visibility, recruiter);
DROP INDEX candidate_by_position;
CREATE INDEX candidate_by_position ON candidate (position_fold, created_at, id) INCLUDE (lifecycle, visibility, recruiter);
DROP INDEX candidate_by_source;
CREATE INDEX candidate_by_source ON candidate (source_fold, created_at, id) INCLUDE (lifecycle, visibility, recruiter);
DROP INDEX candidate_by_location;
CREATE INDEX candidate_by_location ON candidate (location_fold, created_at, id) INCLUDE (lifecycle, visibility, recruiter);
-- Whoever has none of these is last in either direction, and an index that is read backwards has them first.
CREATE INDEX candidate_by_position_descending ON candidate (position_fold DESC NULLS LAST, created_at DESC, id DESC) INCLUDE (lifecycle, visibility, recruiter);
CREATE INDEX candidate_by_source_descending ON candidate (source_fold DESC NULLS LAST, created_at DESC, id DESC) INCLUDE (lifecycle, visibility, recruiter);
CREATE INDEX candidate_by_location_descending ON candidate (location_fold DESC NULLS LAST, created_at DESC, id DESC) INCLUDE (lifecycle, visibility, recruiter);
