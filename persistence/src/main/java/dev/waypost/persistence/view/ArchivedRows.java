package dev.waypost.persistence.view;

import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * Takes rows out of the view that are in an archive, in both editions, in the transaction it is
 * called in. Figures stay.
 */
public final class ArchivedRows {
  private ArchivedRows() {}

  /** From now on no event moves a row of the campaign; exports find none. */
  public static void leave(Session session, long campaignNo) throws SQLException {
    for (var tables : both(session)) {
      tables.query("DELETE FROM batch_place WHERE campaign_no = ?").number(campaignNo).update();
      tables.query("DELETE FROM page_state WHERE campaign_no = ?").number(campaignNo).update();
    }
  }

  public static void drop(Session session, long batchNo, int page) throws SQLException {
    for (var tables : both(session)) {
      tables
          .query("DELETE FROM mailing WHERE batch_no = ? AND page = ?")
          .number(batchNo)
          .number(page)
          .update();
    }
  }

  private static List<Tables> both(Session session) throws SQLException {
    var shown = Tables.shown(session);
    return List.of(shown, shown.other());
  }
}
