-- What waits for its place is numbered as it is written: who has seen a change is numbered after it, whatever the clocks say, and a long queue is
-- taken from its beginning without being sorted.
ALTER TABLE change_pending ADD COLUMN number BIGINT GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX change_pending_number ON change_pending (number);
