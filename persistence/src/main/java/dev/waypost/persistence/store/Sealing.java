package dev.waypost.persistence.store;

import dev.waypost.engine.id.PageId;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.BatchTable.Numbered;
import java.sql.SQLException;

/**
 * Claims ids for the rows of one page. All rows claim at once; only when fewer claims than rows
 * came in is it asked who lost, and to whom. Claims name batch, page and line, so a repetition
 * finds its own. Rows claim in the order of their keys, so that two batches that claim the same
 * ones never wait for each other in a circle; of the same key, the first line.
 */
final class Sealing {
  private static final String CLAIM =
      "INSERT INTO row_key(campaign_no, row_key, batch_no, page, line)"
          + " SELECT ?, row_key, batch_no, page, line FROM row WHERE batch_no = ? AND page = ?"
          + " ORDER BY row_key, line ON CONFLICT DO NOTHING";

  private static final SqlText LOSE =
      SqlText.of(
          "INSERT INTO lost_key(batch_no, row_key, page, line)"
              + " SELECT row.batch_no, row.row_key, row.page, row.line FROM row"
              + " {join row_key k ON k.campaign_no = ? AND k.row_key = row.row_key"
              + " AND k.batch_no <> row.batch_no} WHERE row.batch_no = ? AND row.page = ?"
              + " ORDER BY row.row_key, row.line ON CONFLICT DO NOTHING");

  /** Rows of the page that repeat an id: of their batch, or one that their batch has lost. */
  private static final String REPEATS =
      " FROM row {left row_key k ON k.campaign_no = ? AND k.row_key = row.row_key"
          + " AND k.batch_no = row.batch_no}"
          + " {left lost_key l ON l.batch_no = row.batch_no AND l.row_key = row.row_key}"
          + " WHERE row.batch_no = ? AND row.page = ?"
          + " AND (NOT (k.page = row.page AND k.line = row.line)"
          + " OR NOT (l.page = row.page AND l.line = row.line))";

  private static final SqlText REPORT =
      SqlText.of(
          "INSERT INTO batch_fault(batch_no, line, code, id, detail)"
              + " SELECT row.batch_no, row.line, 'duplicate', row.id,"
              + " CASE WHEN row.id IS NULL THEN 'address' ELSE 'id' END || ' repeats line '"
              + " || coalesce(k.line, l.line)"
              + REPEATS
              + " ON CONFLICT DO NOTHING");

  private static final SqlText DROP = drop(SqlText.of("SELECT row.line" + REPEATS));

  private static final SqlText MARK_LOST =
      SqlText.of(
          "UPDATE row SET claim = 1 WHERE batch_no = ? AND page = ?"
              + " AND EXISTS (SELECT 1 FROM row_key k WHERE k.campaign_no = ?"
              + " AND k.row_key = row.row_key AND k.batch_no <> row.batch_no {pin})");

  /** Tests claim nothing; only what repeats an id of their own batch is dropped. */
  private static final String TEST_REPEATS =
      " FROM row {join row earlier ON earlier.batch_no = row.batch_no"
          + " AND earlier.row_key = row.row_key AND earlier.line < row.line}"
          + " WHERE row.batch_no = ? AND row.page = ?";

  private static final SqlText TEST_REPORT =
      SqlText.of(
          "INSERT INTO batch_fault(batch_no, line, code, id, detail)"
              + " SELECT row.batch_no, row.line, 'duplicate', row.id,"
              + " CASE WHEN row.id IS NULL THEN 'address' ELSE 'id' END || ' repeats line '"
              + " || min(earlier.line)"
              + TEST_REPEATS
              + " GROUP BY row.batch_no, row.line, row.id ON CONFLICT DO NOTHING");

  private static final SqlText TEST_DROP = drop(SqlText.of("SELECT row.line" + TEST_REPEATS));

  private Sealing() {}

  private static SqlText drop(SqlText lines) {
    var drop = SqlText.of("DELETE FROM row WHERE batch_no = ? AND page = ? AND line {in LINES}");
    return new SqlText(
        drop.sqlite().replace("LINES", lines.sqlite()),
        drop.postgres().replace("LINES", lines.postgres()));
  }

  static void seal(Session session, PageId page) throws SQLException {
    var it = BatchTable.hold(session, page.sender(), page.batch());
    switch (it.batch().state()) {
      case SEALING -> {
        if (!isSealed(session, it, page.number())) {
          requireOrder(session, it, page.number());
          claim(session, it, page.number());
        }
      }
      case STORED -> {} // all of its pages are sealed
      case RECEIVING, ABANDONED -> throw it.cannot("be sealed");
    }
  }

  /** How many pages of the batch are sealed. */
  static int sealedPages(Session session, long batchNo) throws SQLException {
    return Query.of(session, "SELECT count(*) FROM page WHERE batch_no = ? AND sealed = 1")
        .number(batchNo)
        .first(row -> row.getInt(1))
        .orElse(0);
  }

  private static boolean isSealed(Session session, Numbered it, int page) throws SQLException {
    return Query.of(session, "SELECT sealed FROM page WHERE batch_no = ? AND page = ?")
        .number(it.no())
        .number(page)
        .first(row -> row.getInt(1) == 1)
        .orElseThrow(() -> it.cannot("seal page " + page + ", which it does not have"));
  }

  private static void requireOrder(Session session, Numbered it, int page) throws SQLException {
    var isBehindUnsealed =
        Query.of(session, "SELECT 1 FROM page WHERE batch_no = ? AND page = ? AND sealed = 0")
            .number(it.no())
            .number(page - 1L)
            .first(row -> true)
            .isPresent();
    if (isBehindUnsealed) {
      throw it.cannot("seal page " + page + " before the page in front of it");
    }
  }

  private static void claim(Session session, Numbered it, int page) throws SQLException {
    var dropped =
        it.batch().id().isTest() ? dropTests(session, it, page) : claimReal(session, it, page);
    Query.of(session, "UPDATE page SET sealed = 1, rows = rows - ? WHERE batch_no = ? AND page = ?")
        .number(dropped)
        .number(it.no())
        .number(page)
        .update();
    if (dropped > 0) {
      Query.of(session, "UPDATE batch SET duplicates = duplicates + ? WHERE no = ?")
          .number(dropped)
          .number(it.no())
          .update();
    }
  }

  private static int claimReal(Session session, Numbered it, int page) throws SQLException {
    var claimed =
        Query.of(session, CLAIM).number(it.campaignNo()).number(it.no()).number(page).update();
    return claimed == rows(session, it, page) ? 0 : settleLosers(session, it, page);
  }

  private static int dropTests(Session session, Numbered it, int page) throws SQLException {
    Query.of(session, TEST_REPORT.in(session)).number(it.no()).number(page).update();
    return Query.of(session, TEST_DROP.in(session))
        .number(it.no())
        .number(page)
        .number(it.no())
        .number(page)
        .update();
  }

  private static int rows(Session session, Numbered it, int page) throws SQLException {
    return Query.of(session, "SELECT rows FROM page WHERE batch_no = ? AND page = ?")
        .number(it.no())
        .number(page)
        .first(row -> row.getInt(1))
        .orElse(0);
  }

  /** How many rows were dropped. */
  private static int settleLosers(Session session, Numbered it, int page) throws SQLException {
    Query.of(session, LOSE.in(session))
        .number(it.campaignNo())
        .number(it.no())
        .number(page)
        .update();
    Query.of(session, MARK_LOST.in(session))
        .number(it.no())
        .number(page)
        .number(it.campaignNo())
        .update();
    repeats(Query.of(session, REPORT.in(session)), it, page).update();
    return repeats(Query.of(session, DROP.in(session)).number(it.no()).number(page), it, page)
        .update();
  }

  private static Query repeats(Query query, Numbered it, int page) throws SQLException {
    return query.number(it.campaignNo()).number(it.no()).number(page);
  }
}
