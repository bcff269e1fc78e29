-- The journal may be cut: what an entity's events up to state_seq_nr came to stands here, and they
-- are gone. A recovery begins at it unless there is a newer snapshot. What these events had counted
-- stands in the tables *_cut: a view that is made from the first event begins with that, and so does
-- the audit. All of it changes in the transaction that deletes the events.
ALTER TABLE journal_deleted ADD COLUMN state_seq_nr INTEGER;
ALTER TABLE journal_deleted ADD COLUMN state_at INTEGER;
ALTER TABLE journal_deleted ADD COLUMN state_type INTEGER;
ALTER TABLE journal_deleted ADD COLUMN state BLOB;

CREATE TABLE campaign_count_cut (
  sender   TEXT NOT NULL,
  campaign TEXT NOT NULL,
  figure   INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign, figure)
) WITHOUT ROWID;

CREATE TABLE link_count_cut (
  sender   TEXT NOT NULL,
  campaign TEXT NOT NULL,
  link     INTEGER NOT NULL,
  human    INTEGER NOT NULL,
  unknown  INTEGER NOT NULL,
  machine  INTEGER NOT NULL,
  uniq     INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign, link)
) WITHOUT ROWID;

CREATE TABLE suppression_cut (
  sender        TEXT NOT NULL,
  recipient_key BLOB NOT NULL,
  reason        INTEGER NOT NULL,
  since         INTEGER NOT NULL,
  campaign      TEXT,
  PRIMARY KEY (sender, recipient_key, reason)
) WITHOUT ROWID;

-- Mailings by where their last deleted event left them; state is the ordinal of a MailingState.
CREATE TABLE mailing_cut (
  sender   TEXT NOT NULL,
  campaign TEXT NOT NULL,
  batch    TEXT NOT NULL,
  state    INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign, batch, state)
) WITHOUT ROWID;

-- Hits by log, and what they were judged. Log 0, 0 has those that were judged again.
CREATE TABLE hit_cut (
  edge         INTEGER NOT NULL,
  generation   INTEGER NOT NULL,
  taken        INTEGER NOT NULL,
  human        INTEGER NOT NULL,
  unknown      INTEGER NOT NULL,
  machine      INTEGER NOT NULL,
  unsubscribes INTEGER NOT NULL,
  PRIMARY KEY (edge, generation)
) WITHOUT ROWID;

-- What retain has done in all, and when it last did something. Whoever cuts holds this row.
CREATE TABLE retention (
  one    INTEGER NOT NULL PRIMARY KEY,
  at     INTEGER NOT NULL,
  events INTEGER NOT NULL
);

INSERT INTO retention(one, at, events) VALUES (1, 0, 0);

-- Whether an edition includes what was cut. Whoever clears a view sets it to 0 with the offset.
ALTER TABLE view_offset ADD COLUMN has_cut INTEGER NOT NULL DEFAULT 1;

UPDATE view_offset SET has_cut = 0 WHERE state <> 0;
