-- One snapshot an entity, its newest.
CREATE TABLE snapshot_newest (
  persistence_id TEXT NOT NULL PRIMARY KEY,
  seq_nr         INTEGER NOT NULL,
  type           INTEGER NOT NULL,
  at             INTEGER NOT NULL,
  payload        BLOB NOT NULL
) WITHOUT ROWID;

INSERT INTO snapshot_newest (persistence_id, seq_nr, type, at, payload)
  SELECT persistence_id, seq_nr, type, at, payload FROM snapshot s
  WHERE seq_nr = (SELECT max(n.seq_nr) FROM snapshot n WHERE n.persistence_id = s.persistence_id);

DROP TABLE snapshot;

ALTER TABLE snapshot_newest RENAME TO snapshot;
