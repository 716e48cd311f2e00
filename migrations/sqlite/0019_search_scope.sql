-- A document knows by itself who finds it and where it stands in the list: nobody opens thousands of files to count and order what was found. Its id is
-- the table's own, so that it is looked up once.
CREATE TABLE search_document_0019 (
    id         INTEGER     PRIMARY KEY NOT NULL,
    candidate  UUID        NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    audience   TEXT        NOT NULL,
    author     UUID,
    created_at TIMESTAMPTZ NOT NULL,
    lifecycle  TEXT        NOT NULL,
    visibility TEXT        NOT NULL,
    recruiter  UUID
);
INSERT INTO search_document_0019
SELECT d.id, d.candidate, d.audience, d.author, c.created_at, c.lifecycle, c.visibility, c.recruiter
FROM search_document d JOIN candidate c ON c.id = d.candidate;
DROP TABLE search_document;
ALTER TABLE search_document_0019 RENAME TO search_document;
CREATE INDEX search_document_by_candidate ON search_document (candidate);
