-- One document for each person, numbered in the order of the list, with each word behind a letter that says who finds it. The server fills it when it starts.
DROP TABLE search_document;
DROP TABLE search_typo;
CREATE TABLE search_document (
    id         BIGINT           PRIMARY KEY NOT NULL,
    candidate  UUID             NOT NULL UNIQUE REFERENCES candidate (id) ON DELETE CASCADE,
    lifecycle  TEXT COLLATE "C" NOT NULL,
    visibility TEXT COLLATE "C" NOT NULL,
    recruiter  UUID,
    words      TEXT             NOT NULL
);
-- The words arrive folded and separated by spaces; nothing is left to PostgreSQL's parser.
CREATE INDEX search_document_words ON search_document USING gin (array_to_tsvector(string_to_array(words, ' ')));
-- Words without digits: behind an empty rest all there are; behind what is left of one when a letter is missing, those that a mistyped one may have meant.
CREATE TABLE search_word (
    rest TEXT COLLATE "C" NOT NULL,
    word TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (rest, word)
);
CREATE TABLE search_missing (
    candidate UUID PRIMARY KEY NOT NULL
);
INSERT INTO search_missing SELECT id FROM candidate;
