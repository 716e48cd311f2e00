-- Reports read the log of one kind of record, until a moment.
CREATE INDEX change_by_kind_of_record ON change (entity, at, id);
