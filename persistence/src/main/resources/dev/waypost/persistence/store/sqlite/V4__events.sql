-- The event stream: which events of the journal tell a sender something, once for each campaign
-- that they are about ('' for none). seq is how many things the events of its recipient tell, up to
-- this one and with it; null for events of campaigns.
CREATE TABLE stream_event (
  sender   TEXT NOT NULL,
  ordering INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  seq      INTEGER,
  PRIMARY KEY (sender, ordering, campaign)
) WITHOUT ROWID;

CREATE INDEX stream_event_by_campaign ON stream_event (sender, campaign, ordering);

-- Up to which event the stream was cut off because of its age. Stays when views are made again.
CREATE TABLE stream_floor (
  ordering INTEGER NOT NULL
);

INSERT INTO stream_floor (ordering) VALUES (0);

-- The stream is made together with the figures: begin anew.
DELETE FROM campaign_count;
DELETE FROM link_count;
DELETE FROM campaign_listing;
DELETE FROM view_dead_letter WHERE view = 'figures';
UPDATE view_offset SET ordering = 0, at = 0 WHERE view = 'figures';
