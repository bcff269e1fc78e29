package dev.waypost.bench.postgres;

/** Campaigns with a stored batch each, without the rows, which nobody who counts looks at. */
public final class StoredBatches {
  private StoredBatches() {}

  /**
   * Makes campaign and batch of that name.
   *
   * @param pages each full
   */
  public static void add(
      Postgres database, String campaign, String batch, int pages, int rowsOfAPage) {
    database.execute(
        ("WITH c AS (INSERT INTO campaign(sender, name) VALUES ('default', '%s') RETURNING no),"
                + " b AS (INSERT INTO batch(campaign_no, owner, created_at, pages, rows, rejected,"
                + " duplicates, state, batch, sender) SELECT no, 1, 0, %d, %d, 0, 0, 2, '%s',"
                + " 'default' FROM c RETURNING no)"
                + " INSERT INTO page(batch_no, page, rows, sealed)"
                + " SELECT no, n, %d, 1 FROM b, generate_series(0, %d) n")
            .formatted(
                campaign, pages, pages * rowsOfAPage, batch, rowsOfAPage, Math.max(0, pages - 1)));
  }
}
