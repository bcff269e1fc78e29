-- When rows of a campaign began to be deleted, so that each request needs one look.
ALTER TABLE campaign ADD COLUMN archived_at INTEGER;

UPDATE campaign SET archived_at =
  (SELECT min(b.archived_at) FROM batch b WHERE b.campaign_no = campaign.no);
