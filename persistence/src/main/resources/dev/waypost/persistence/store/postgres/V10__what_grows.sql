-- Faulty lines by the word that their sender had for the row: it may name somebody who is erased.
CREATE INDEX batch_fault_by_id ON batch_fault (lower(id)) WHERE id IS NOT NULL;

-- When the rows of a batch were written to an archive, to be deleted here; the batch goes on counting.
ALTER TABLE batch ADD COLUMN archived_at bigint;
