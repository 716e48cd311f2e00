-- What one command did: the revisions of a question bank are told by it.
CREATE INDEX change_by_command ON change (command, id);
