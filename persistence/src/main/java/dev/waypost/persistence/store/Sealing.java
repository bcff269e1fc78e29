package dev.waypost.persistence.store;

import dev.waypost.engine.id.PageId;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.BatchTable.Numbered;
import java.sql.SQLException;
import java.util.List;

/**
 * Claims ids for the rows of some pages. All rows claim at once; only when fewer claims than rows
 * came in is it asked who lost, and to whom. Claims name batch, page and line, so a repetition
 * finds its own. Rows claim in the order of their keys, so that two batches that claim the same
 * ones never wait for each other in a circle; of the same key, the first line.
 *
 * <p>PostgreSQL claims twice as fast when it need not look first whether a key is taken. So as long
 * as a batch has met none that is, it trusts that it will not.
 */
final class Sealing {
  private static final String CLAIM_TRUSTING =
      "INSERT INTO row_key(campaign_no, row_key, batch_no, page, line)"
          + " SELECT ?, row_key, batch_no, page, line FROM row"
          + " WHERE batch_no = ? AND page >= ? AND page < ? ORDER BY row_key, page, line";

  private static final String CLAIM = CLAIM_TRUSTING + " ON CONFLICT DO NOTHING";

  private static final SqlText LOSERS =
      SqlText.of(
          "SELECT DISTINCT row.page FROM row"
              + " {left row_key k ON k.campaign_no = ? AND k.row_key = row.row_key"
              + " AND k.batch_no = row.batch_no AND k.page = row.page AND k.line = row.line}"
              + " WHERE row.batch_no = ? AND row.page >= ? AND row.page < ? AND k.line IS NULL"
              + " ORDER BY row.page");

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

  /** Pages of a batch: those from the first up to the end, without it. */
  private record Range(Numbered it, int first, int end) {
    Query of(Query query) throws SQLException {
      return query.number(it.no()).number(first).number(end);
    }
  }

  static void seal(Session session, PageId first, int count, FreeKeys.Mode mode)
      throws SQLException {
    var it = BatchTable.hold(session, first.sender(), first.batch());
    switch (it.batch().state()) {
      case SEALING -> {
        var unsealed = unsealed(session, new Range(it, first.number(), first.number() + count));
        if (unsealed.first() < unsealed.end()) {
          requireOrder(session, it, unsealed.first());
          claim(session, unsealed, mode);
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

  /** Without those at the beginning that are sealed: pages are sealed in order. */
  private static Range unsealed(Session session, Range range) throws SQLException {
    var sealed =
        range
            .of(
                Query.of(
                    session,
                    "SELECT sealed FROM page WHERE batch_no = ? AND page >= ? AND page < ?"
                        + " ORDER BY page"))
            .list(row -> row.getInt(1) == 1);
    if (sealed.size() != range.end() - range.first()) {
      throw range
          .it()
          .cannot("seal page " + (range.first() + sealed.size()) + ", which it does not have");
    }
    var open = sealed.indexOf(false);
    return new Range(range.it(), open < 0 ? range.end() : range.first() + open, range.end());
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

  private static void claim(Session session, Range range, FreeKeys.Mode mode) throws SQLException {
    if (range.it().batch().id().isTest()) {
      for (var page = range.first(); page < range.end(); page++) {
        shrink(session, range.it(), page, dropTests(session, range.it(), page));
      }
    } else if (claimAll(session, range, mode) != rows(session, range)) {
      for (var page : losers(session, range)) {
        shrink(session, range.it(), page, settleLosers(session, range.it(), page));
      }
    }
    range
        .of(
            Query.of(
                session,
                "UPDATE page SET sealed = 1 WHERE batch_no = ? AND page >= ? AND page < ?"))
        .update();
  }

  private static void shrink(Session session, Numbered it, int page, int dropped)
      throws SQLException {
    if (dropped > 0) {
      Query.of(session, "UPDATE page SET rows = rows - ? WHERE batch_no = ? AND page = ?")
          .number(dropped)
          .number(it.no())
          .number(page)
          .update();
      Query.of(session, "UPDATE batch SET duplicates = duplicates + ? WHERE no = ?")
          .number(dropped)
          .number(it.no())
          .update();
    }
  }

  /** How many rows got their claim. */
  private static int claimAll(Session session, Range range, FreeKeys.Mode mode)
      throws SQLException {
    var text =
        switch (session.dialect()) {
          case SQLITE -> CLAIM;
          case POSTGRES ->
              mode == FreeKeys.Mode.TRUSTING && !hasMetClaims(session, range.it())
                  ? CLAIM_TRUSTING
                  : CLAIM;
        };
    return range.of(Query.of(session, text).number(range.it().campaignNo())).update();
  }

  private static boolean hasMetClaims(Session session, Numbered it) throws SQLException {
    return it.batch().duplicates() > 0
        || Query.of(session, "SELECT 1 FROM lost_key WHERE batch_no = ? LIMIT 1")
            .number(it.no())
            .first(row -> true)
            .isPresent();
  }

  private static List<Integer> losers(Session session, Range range) throws SQLException {
    return range
        .of(Query.of(session, LOSERS.in(session)).number(range.it().campaignNo()))
        .list(row -> row.getInt(1));
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

  private static int rows(Session session, Range range) throws SQLException {
    return range
        .of(
            Query.of(
                session,
                "SELECT sum(rows) FROM page WHERE batch_no = ? AND page >= ? AND page < ?"))
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
