-- Faulty lines by the word that their sender had for the row: it may name somebody who is erased.
CREATE INDEX batch_fault_by_id ON batch_fault (lower(id)) WHERE id IS NOT NULL;
