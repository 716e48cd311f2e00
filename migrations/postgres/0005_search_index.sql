-- The words arrive folded and separated by spaces; nothing is left to PostgreSQL's parser.
ALTER TABLE search_document ADD COLUMN words TEXT NOT NULL DEFAULT '';
CREATE INDEX search_document_words ON search_document USING gin (array_to_tsvector(string_to_array(words, ' ')));
