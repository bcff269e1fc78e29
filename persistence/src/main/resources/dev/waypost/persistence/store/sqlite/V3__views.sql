-- All of these tables are made from the journal and can be made again.

-- Up to which event a view is made, and when that event happened.
CREATE TABLE view_offset (
  view     TEXT NOT NULL PRIMARY KEY,
  ordering INTEGER NOT NULL,
  at       INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO view_offset (view, ordering, at) VALUES ('figures', 0, 0);

-- Events that a view could not read. It went on without them.
CREATE TABLE view_dead_letter (
  view           TEXT NOT NULL,
  ordering       INTEGER NOT NULL,
  persistence_id TEXT NOT NULL,
  type           INTEGER NOT NULL,
  why            TEXT NOT NULL,
  PRIMARY KEY (view, ordering)
) WITHOUT ROWID;

-- Counters of campaigns. figure is a code of Figure.
CREATE TABLE campaign_count (
  sender   TEXT NOT NULL,
  campaign TEXT NOT NULL,
  figure   INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign, figure)
) WITHOUT ROWID;

-- Clicks by link.
CREATE TABLE link_count (
  sender   TEXT NOT NULL,
  campaign TEXT NOT NULL,
  link     INTEGER NOT NULL,
  human    INTEGER NOT NULL,
  unknown  INTEGER NOT NULL,
  machine  INTEGER NOT NULL,
  uniq     INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign, link)
) WITHOUT ROWID;

-- Campaigns for the list, and whether the view has seen their end.
CREATE TABLE campaign_listing (
  sender     TEXT NOT NULL,
  campaign   TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  finished   INTEGER NOT NULL,
  PRIMARY KEY (sender, campaign)
) WITHOUT ROWID;

CREATE INDEX campaign_listing_by_time ON campaign_listing (sender, created_at, campaign);
