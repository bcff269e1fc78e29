-- One snapshot an entity, its newest. Room in the pages for the next one, which then touches no
-- index.
DELETE FROM snapshot s USING snapshot n
  WHERE n.persistence_id = s.persistence_id AND n.seq_nr > s.seq_nr;

ALTER TABLE snapshot DROP CONSTRAINT snapshot_pkey;

ALTER TABLE snapshot ADD PRIMARY KEY (persistence_id);

ALTER TABLE snapshot SET (fillfactor = 70);
