-- The journal may be cut: what an entity's events up to state_seq_nr came to stands here, and they
-- are gone. A recovery begins at it unless there is a newer snapshot. What these events had counted
-- stands in the tables *_cut: a view that is made from the first event begins with that, and so does
-- the audit. All of it changes in the transaction that deletes the events.
ALTER TABLE journal_deleted
  ADD COLUMN state_seq_nr bigint,
  ADD COLUMN state_at bigint,
  ADD COLUMN state_type smallint,
  ADD COLUMN state bytea;

CREATE TABLE campaign_count_cut (LIKE campaign_count INCLUDING ALL);

CREATE TABLE link_count_cut (LIKE link_count INCLUDING ALL);

CREATE TABLE suppression_cut (LIKE suppression INCLUDING ALL);

-- Mailings by where their last deleted event left them; state is the ordinal of a MailingState.
CREATE TABLE mailing_cut (
  n        bigint NOT NULL,
  state    smallint NOT NULL,
  sender   text COLLATE "C" NOT NULL,
  campaign text COLLATE "C" NOT NULL,
  batch    text COLLATE "C" NOT NULL,
  PRIMARY KEY (sender, campaign, batch, state)
);

-- Hits by log, and what they were judged. Log 0, 0 has those that were judged again.
CREATE TABLE hit_cut (
  edge         bigint NOT NULL,
  generation   bigint NOT NULL,
  taken        bigint NOT NULL,
  human        bigint NOT NULL,
  unknown      bigint NOT NULL,
  machine      bigint NOT NULL,
  unsubscribes bigint NOT NULL,
  PRIMARY KEY (edge, generation)
);

-- What retain has done in all, and when it last did something. Whoever cuts holds this row.
CREATE TABLE retention (
  one    smallint NOT NULL PRIMARY KEY,
  at     bigint NOT NULL,
  events bigint NOT NULL
);

INSERT INTO retention(one, at, events) VALUES (1, 0, 0);

-- Whether an edition includes what was cut. Whoever clears a view sets it to 0 with the offset.
ALTER TABLE view_offset ADD COLUMN has_cut smallint NOT NULL DEFAULT 1;

UPDATE view_offset SET has_cut = 0 WHERE state <> 0;
