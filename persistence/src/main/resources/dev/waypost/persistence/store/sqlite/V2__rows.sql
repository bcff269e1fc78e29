-- Numbers for campaigns, so that batches and claims need not repeat names.
CREATE TABLE campaign (
  no     INTEGER PRIMARY KEY AUTOINCREMENT,
  sender TEXT NOT NULL,
  name   TEXT NOT NULL,
  UNIQUE (sender, name)
);

-- One submission of recipients. state: 0 receiving, 1 sealing, 2 stored, 3 abandoned.
CREATE TABLE batch (
  no              INTEGER PRIMARY KEY AUTOINCREMENT,
  batch           TEXT NOT NULL UNIQUE,
  sender          TEXT NOT NULL,
  campaign_no     INTEGER NOT NULL,
  state           INTEGER NOT NULL,
  owner           INTEGER NOT NULL,
  idempotency_key TEXT,
  digest          TEXT,
  pages           INTEGER NOT NULL,
  rows            INTEGER NOT NULL,
  rejected        INTEGER NOT NULL,
  duplicates      INTEGER NOT NULL,
  created_at      INTEGER NOT NULL
);

CREATE INDEX batch_by_campaign ON batch (campaign_no);

CREATE INDEX batch_by_state ON batch (state) WHERE state <> 2;

-- An abandoned batch lets go of its key.
CREATE UNIQUE INDEX batch_by_key ON batch (campaign_no, idempotency_key)
  WHERE idempotency_key IS NOT NULL AND state <> 3;

-- What was stored of a batch; rows counts without dropped ones.
CREATE TABLE page (
  batch_no INTEGER NOT NULL,
  page     INTEGER NOT NULL,
  rows     INTEGER NOT NULL,
  sealed   INTEGER NOT NULL,
  PRIMARY KEY (batch_no, page)
) WITHOUT ROWID;

-- Lines that are no rows, for the answer to whoever sent them. id is the sender's own word for a
-- row and may name a person; an address that stands in for an id is never kept here.
CREATE TABLE batch_fault (
  batch_no INTEGER NOT NULL,
  line     INTEGER NOT NULL,
  code     TEXT NOT NULL,
  id       TEXT,
  detail   TEXT NOT NULL,
  PRIMARY KEY (batch_no, line)
) WITHOUT ROWID;

-- Personal: deleted to forget somebody. The key is a mailing's origin. email is as submitted, id is
-- null when the address key stands in for it, claim is 1 when the id belongs to an earlier batch.
CREATE TABLE row (
  batch_no      INTEGER NOT NULL,
  page          INTEGER NOT NULL,
  line          INTEGER NOT NULL,
  position      INTEGER NOT NULL,
  recipient_key BLOB NOT NULL,
  row_key       BLOB NOT NULL,
  claim         INTEGER NOT NULL,
  id            TEXT,
  email         TEXT NOT NULL,
  name          TEXT,
  data          TEXT,
  metadata      TEXT,
  PRIMARY KEY (batch_no, page, line)
) WITHOUT ROWID;

CREATE INDEX row_by_recipient ON row (recipient_key);

-- Personal: the newest spelling of an address.
CREATE TABLE person (
  sender        TEXT NOT NULL,
  recipient_key BLOB NOT NULL,
  email         TEXT NOT NULL,
  PRIMARY KEY (sender, recipient_key)
) WITHOUT ROWID;

-- Which row owns an id in a campaign.
CREATE TABLE row_key (
  campaign_no INTEGER NOT NULL,
  row_key     BLOB NOT NULL,
  batch_no    INTEGER NOT NULL,
  page        INTEGER NOT NULL,
  line        INTEGER NOT NULL,
  PRIMARY KEY (campaign_no, row_key)
) WITHOUT ROWID;

-- The first row of a batch under an id that another batch owns: further ones are repetitions.
CREATE TABLE lost_key (
  batch_no INTEGER NOT NULL,
  row_key  BLOB NOT NULL,
  page     INTEGER NOT NULL,
  line     INTEGER NOT NULL,
  PRIMARY KEY (batch_no, row_key)
) WITHOUT ROWID;

-- Versions of campaigns under the number of their link table; immutable, JSON.
CREATE TABLE content (
  link_table INTEGER NOT NULL PRIMARY KEY,
  links      TEXT NOT NULL,
  submission TEXT NOT NULL
);

-- Due alarms of many slices at once.
CREATE INDEX alarm_by_time ON alarm (due_at);
