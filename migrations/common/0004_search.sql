-- What can be found: a document for a person's file, one for each note, with who may find it.
CREATE TABLE search_document (
    id        BIGINT PRIMARY KEY NOT NULL,
    candidate UUID   NOT NULL REFERENCES candidate (id) ON DELETE CASCADE,
    audience  TEXT   NOT NULL,
    author    UUID
);
CREATE INDEX search_document_by_candidate ON search_document (candidate);

-- Words that a mistyped one may have meant, by what is left of them when one letter is missing.
CREATE TABLE search_typo (
    rest TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (rest, word)
);
CREATE INDEX search_typo_by_word ON search_typo (word);
