-- One document for each person, numbered in the order of the list, with each word behind a letter that says who finds it: what is found comes in the order of
-- the list, and is counted without opening anything. The server fills it when it starts.
DROP TABLE search_index;
DROP TABLE search_document;
DROP TABLE search_typo;
CREATE TABLE search_document (
    id         INTEGER PRIMARY KEY NOT NULL,
    candidate  UUID    NOT NULL UNIQUE REFERENCES candidate (id) ON DELETE CASCADE,
    lifecycle  TEXT    NOT NULL,
    visibility TEXT    NOT NULL,
    recruiter  UUID
);
-- The words arrive folded and separated by spaces; nothing is left to the tokenizer.
CREATE VIRTUAL TABLE search_index USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    tokenize = 'ascii',
    prefix = '3 4'
);
-- Words without digits: behind an empty rest all there are; behind what is left of one when a letter is missing, those that a mistyped one may have meant.
CREATE TABLE search_word (
    rest TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (rest, word)
) WITHOUT ROWID;
CREATE TABLE search_missing (
    candidate UUID PRIMARY KEY NOT NULL
) WITHOUT ROWID;
INSERT INTO search_missing SELECT id FROM candidate;
