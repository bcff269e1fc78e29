-- A batch of test mailings: which content they have (its link table), and what is done in doubt (a
-- constant of WhenInDoubt). Both null for batches of recipients; a test is in no figure.
ALTER TABLE batch ADD COLUMN test_content INTEGER;
ALTER TABLE batch ADD COLUMN test_in_doubt INTEGER;
