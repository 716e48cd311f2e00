-- Each document knows the period in which its person came (its number without the last 52 bits, behind a t), so that the page at the beginning of a list is gathered
-- from a part of what a word is found in; and the words are kept as they are asked for.
DROP INDEX search_document_words;
ALTER TABLE search_document ALTER COLUMN words TYPE tsvector USING array_to_tsvector(string_to_array(ltrim(words || ' t' || (id >> 52)), ' '));
CREATE INDEX search_document_words ON search_document USING gin (words);
-- The words that there are stand behind the letters of who finds them, as in the documents: what nobody would be found by is not asked for. Behind an o, whose note
-- a word is in is left out.
DELETE FROM search_word WHERE rest = '';
INSERT INTO search_word (rest, word)
SELECT DISTINCT '', word
FROM (SELECT CASE WHEN lexeme LIKE 'o%' THEN 'o' || substr(lexeme, 18) ELSE lexeme END AS word FROM search_document, unnest(words)) known
WHERE length(word) > 1 AND word !~ '[0-9]';
