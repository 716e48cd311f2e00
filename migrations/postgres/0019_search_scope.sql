-- A document knows by itself who finds it and where it stands in the list: nobody opens thousands of files to count and order what was found.
ALTER TABLE search_document
    ADD COLUMN created_at TIMESTAMPTZ, ADD COLUMN lifecycle TEXT COLLATE "C", ADD COLUMN visibility TEXT COLLATE "C", ADD COLUMN recruiter UUID;
UPDATE search_document d SET created_at = c.created_at, lifecycle = c.lifecycle, visibility = c.visibility, recruiter = c.recruiter
FROM candidate c WHERE c.id = d.candidate;
ALTER TABLE search_document
    ALTER COLUMN created_at SET NOT NULL, ALTER COLUMN lifecycle SET NOT NULL, ALTER COLUMN visibility SET NOT NULL;
