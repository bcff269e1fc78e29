-- What the database knows of itself: shards, incarnation.
CREATE TABLE meta (
  name  TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

-- The salt of a sender's keyed hashes. Never changes.
CREATE TABLE sender (
  sender TEXT NOT NULL PRIMARY KEY,
  salt   BLOB NOT NULL
) WITHOUT ROWID;

-- Events in the one order in which they were committed. type is a code of EventType, at is the
-- writer's clock in epoch milliseconds.
CREATE TABLE journal (
  ordering       INTEGER PRIMARY KEY AUTOINCREMENT,
  persistence_id TEXT NOT NULL,
  seq_nr         INTEGER NOT NULL,
  slice          INTEGER NOT NULL,
  type           INTEGER NOT NULL,
  at             INTEGER NOT NULL,
  payload        BLOB NOT NULL,
  UNIQUE (persistence_id, seq_nr)
);

-- Up to where an entity's events were deleted: its numbers go on from there.
CREATE TABLE journal_deleted (
  persistence_id TEXT NOT NULL PRIMARY KEY,
  up_to          INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE snapshot (
  persistence_id TEXT NOT NULL,
  seq_nr         INTEGER NOT NULL,
  type           INTEGER NOT NULL,
  at             INTEGER NOT NULL,
  payload        BLOB NOT NULL,
  PRIMARY KEY (persistence_id, seq_nr)
);

-- Who is to be woken when; written with the event that implies it.
CREATE TABLE alarm (
  persistence_id TEXT NOT NULL PRIMARY KEY,
  slice          INTEGER NOT NULL,
  due_at         INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX alarm_by_slice_and_time ON alarm (slice, due_at);
