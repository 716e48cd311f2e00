-- The words that there are stand behind the letters of who finds them, as in the index: what nobody would be found by is not asked for. Behind an o, whose note a
-- word is in is left out.
DELETE FROM search_word WHERE rest = '';
CREATE VIRTUAL TABLE search_token USING fts5vocab (search_index, 'row');
INSERT INTO search_word (rest, word)
SELECT DISTINCT '', word FROM (SELECT CASE WHEN term GLOB 'o*' THEN 'o' || substr(term, 18) ELSE term END AS word FROM search_token)
WHERE LENGTH(word) > 1 AND word NOT GLOB '*[0-9]*';
DROP TABLE search_token;
