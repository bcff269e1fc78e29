-- A view has two sets of tables: one is shown while the other is made again. state: 0 shown, 1 being
-- made, 2 left (to be emptied), 3 empty. Whoever clears a view here clears the one that is shown.
ALTER TABLE view_offset
  ADD COLUMN dead_letters bigint NOT NULL DEFAULT 0,
  ADD COLUMN state smallint NOT NULL DEFAULT 0;

UPDATE view_offset SET dead_letters =
  (SELECT count(*) FROM view_dead_letter d WHERE d.view = view_offset.view);

INSERT INTO view_offset (view, ordering, at, state) VALUES ('figures_2', 0, 0, 3);

CREATE UNIQUE INDEX view_shown ON view_offset (state) WHERE state = 0;

CREATE TABLE campaign_count_2 (LIKE campaign_count INCLUDING ALL)
  WITH (fillfactor = 30, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

CREATE TABLE link_count_2 (LIKE link_count INCLUDING ALL)
  WITH (fillfactor = 30, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

CREATE TABLE campaign_listing_2 (LIKE campaign_listing INCLUDING ALL);

CREATE TABLE stream_event_2 (LIKE stream_event INCLUDING ALL)
  WITH (autovacuum_vacuum_insert_scale_factor = 0.1);

CREATE TABLE batch_place_2 (LIKE batch_place INCLUDING ALL);

CREATE TABLE page_state_2 (LIKE page_state INCLUDING ALL)
  WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);

CREATE TABLE mailing_2 (LIKE mailing INCLUDING ALL)
  WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE suppression_2 (LIKE suppression INCLUDING ALL);

-- Accepted rows are counted (11), so that nobody has to add up batches.
INSERT INTO campaign_count (sender, campaign, figure, n)
  SELECT c.sender, c.name, 11, sum(b.rows - b.duplicates) FROM batch_place p
  JOIN batch b ON b.no = p.batch_no JOIN campaign c ON c.no = p.campaign_no
  GROUP BY c.sender, c.name;

-- First events of campaigns, for the list of those that the view has not come to yet.
CREATE INDEX journal_of_campaigns ON journal (ordering)
  WHERE seq_nr = 1 AND substr(persistence_id, 1, 2) = 'c|';
