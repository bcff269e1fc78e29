-- Of recipients whose events were cut off the stream: the number of the last such event, and how
-- many things they tell up to it. Stays when views are made again, as the floor does.
CREATE TABLE stream_told (
  persistence_id TEXT NOT NULL PRIMARY KEY,
  seq_nr         INTEGER NOT NULL,
  seq            INTEGER NOT NULL
) WITHOUT ROWID;

-- The stream begins at the first event again and is cut again, so that the table knows of everybody.
UPDATE stream_floor SET ordering = 0;
DELETE FROM stream_event;
DELETE FROM campaign_count;
DELETE FROM link_count;
DELETE FROM campaign_listing;
DELETE FROM batch_place;
DELETE FROM page_state;
DELETE FROM mailing;
DELETE FROM suppression;
DELETE FROM view_dead_letter;
UPDATE view_offset SET ordering = 0, at = 0;
