-- Where the rows of batches and the addresses of senders stand, for exports. Made from the journal
-- and can be made again, but for import_line.

-- Batches in the order in which their campaigns took them: place is the number of that event.
CREATE TABLE batch_place (
  batch_no    INTEGER NOT NULL PRIMARY KEY,
  campaign_no INTEGER NOT NULL,
  place       INTEGER NOT NULL UNIQUE
);

-- How many rows of a page stand where, without zeros: finds three among a million. state is a code
-- of Standing.
CREATE TABLE page_state (
  campaign_no INTEGER NOT NULL,
  state       INTEGER NOT NULL,
  place       INTEGER NOT NULL,
  page        INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  PRIMARY KEY (campaign_no, state, place, page)
) WITHOUT ROWID;

-- Rows of which something has happened. reason is the last that was said of it, without addresses.
CREATE TABLE mailing (
  batch_no INTEGER NOT NULL,
  page     INTEGER NOT NULL,
  line     INTEGER NOT NULL,
  state    INTEGER NOT NULL,
  bounce   INTEGER,
  reason   TEXT,
  PRIMARY KEY (batch_no, page, line)
) WITHOUT ROWID;

-- Why addresses get no mail. reason is a code of SuppressionCode.
CREATE TABLE suppression (
  sender        TEXT NOT NULL,
  recipient_key BLOB NOT NULL,
  reason        INTEGER NOT NULL,
  since         INTEGER NOT NULL,
  campaign      TEXT,
  PRIMARY KEY (sender, recipient_key, reason)
) WITHOUT ROWID;

-- Which lines of an import that is coming in spoke of an address first. Gone with the import.
CREATE TABLE import_line (
  owner         INTEGER NOT NULL,
  import        INTEGER NOT NULL,
  recipient_key BLOB NOT NULL,
  reason        INTEGER NOT NULL,
  line          INTEGER NOT NULL,
  PRIMARY KEY (owner, import, recipient_key, reason)
) WITHOUT ROWID;

-- Everything is made from the first event again, so that the new tables know of the past.
DELETE FROM campaign_count;
DELETE FROM link_count;
DELETE FROM campaign_listing;
DELETE FROM view_dead_letter;
UPDATE view_offset SET ordering = 0, at = 0;
