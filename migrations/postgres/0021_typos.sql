-- Nobody looks by word; and no words with digits: a slip in a number is another number.
DROP INDEX search_typo_by_word;
DELETE FROM search_typo WHERE word ~ '[0-9]';
