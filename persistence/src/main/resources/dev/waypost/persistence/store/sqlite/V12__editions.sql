-- A view has two sets of tables: one is shown while the other is made again. state: 0 shown, 1 being
-- made, 2 left (to be emptied), 3 empty. Whoever clears a view here clears the one that is shown.
ALTER TABLE view_offset ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
ALTER TABLE view_offset ADD COLUMN dead_letters INTEGER NOT NULL DEFAULT 0;

UPDATE view_offset SET dead_letters =
  (SELECT count(*) FROM view_dead_letter d WHERE d.view = view_offset.view);

INSERT INTO view_offset (view, ordering, at, state) VALUES ('figures_2', 0, 0, 3);

CREATE UNIQUE INDEX view_shown ON view_offset (state) WHERE state = 0;

CREATE TABLE campaign_count_2 (
  sender   TEXT NOT NULL,
  campaign TEXT NOT NULL,
  figure   INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign, figure)
) WITHOUT ROWID;

CREATE TABLE link_count_2 (
  sender   TEXT NOT NULL,
  campaign TEXT NOT NULL,
  link     INTEGER NOT NULL,
  human    INTEGER NOT NULL,
  unknown  INTEGER NOT NULL,
  machine  INTEGER NOT NULL,
  uniq     INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign, link)
) WITHOUT ROWID;

CREATE TABLE campaign_listing_2 (
  sender     TEXT NOT NULL,
  campaign   TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  finished   INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign)
) WITHOUT ROWID;

CREATE INDEX campaign_listing_by_time_2 ON campaign_listing_2 (sender, created_at, campaign);

CREATE TABLE stream_event_2 (
  sender   TEXT NOT NULL,
  ordering INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  seq      INTEGER,
  PRIMARY KEY (sender, ordering, campaign)
) WITHOUT ROWID;

CREATE INDEX stream_event_by_campaign_2 ON stream_event_2 (sender, campaign, ordering);

CREATE TABLE batch_place_2 (
  batch_no    INTEGER NOT NULL PRIMARY KEY,
  campaign_no INTEGER NOT NULL,
  place       INTEGER NOT NULL UNIQUE
);

CREATE TABLE page_state_2 (
  campaign_no INTEGER NOT NULL,
  state       INTEGER NOT NULL,
  place       INTEGER NOT NULL,
  page        INTEGER NOT NULL,
  n           INTEGER NOT NULL,
  PRIMARY KEY (campaign_no, state, place, page)
) WITHOUT ROWID;

CREATE TABLE mailing_2 (
  batch_no INTEGER NOT NULL,
  page     INTEGER NOT NULL,
  line     INTEGER NOT NULL,
  state    INTEGER NOT NULL,
  bounce   INTEGER,
  reason   TEXT,
  PRIMARY KEY (batch_no, page, line)
) WITHOUT ROWID;

CREATE TABLE suppression_2 (
  sender        TEXT NOT NULL,
  recipient_key BLOB NOT NULL,
  reason        INTEGER NOT NULL,
  since         INTEGER NOT NULL,
  campaign      TEXT,
  PRIMARY KEY (sender, recipient_key, reason)
) WITHOUT ROWID;

-- Accepted rows are counted (11), so that nobody has to add up batches.
INSERT INTO campaign_count (sender, campaign, figure, n)
  SELECT c.sender, c.name, 11, sum(b.rows - b.duplicates) FROM batch_place p
  JOIN batch b ON b.no = p.batch_no JOIN campaign c ON c.no = p.campaign_no
  GROUP BY c.sender, c.name;

-- First events of campaigns, for the list of those that the view has not come to yet.
CREATE INDEX journal_of_campaigns ON journal (ordering)
  WHERE seq_nr = 1 AND substr(persistence_id, 1, 2) = 'c|';

-- What is due is little, so the index of times serves every range of slices.
DROP INDEX alarm_by_slice_and_time;
