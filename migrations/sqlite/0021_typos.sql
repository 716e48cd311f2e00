-- One tree rather than three, and no words with digits: a slip in a number is another number.
CREATE TABLE search_typo_0021 (
    rest TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (rest, word)
) WITHOUT ROWID;
INSERT INTO search_typo_0021 SELECT rest, word FROM search_typo WHERE word NOT GLOB '*[0-9]*';
DROP TABLE search_typo;
ALTER TABLE search_typo_0021 RENAME TO search_typo;
