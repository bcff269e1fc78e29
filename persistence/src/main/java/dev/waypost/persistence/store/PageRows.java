package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import java.sql.SQLException;

/**
 * The rows of a page on their way out, with all that hangs on them: claims, and persons that no
 * other row mentions. Called in a transaction, others may be storing pages at the same time.
 */
public record PageRows(long campaignNo, long batchNo, int page, String sender) {
  private static final String OF_PAGE = " FROM row WHERE batch_no = ? AND page = ?";

  private static final SqlText DROP_CLAIMS =
      SqlText.of(
          "DELETE FROM row_key WHERE campaign_no = ? AND batch_no = ?"
              + " AND row_key {in SELECT row_key"
              + OF_PAGE
              + "}");

  private static final SqlText DROP_LOST =
      SqlText.of(
          "DELETE FROM lost_key WHERE batch_no = ? AND row_key {in SELECT row_key" + OF_PAGE + "}");

  /** In the order of {@link PersonUpsert}. */
  private static final String HOLD_PERSONS =
      "SELECT 1 FROM person WHERE sender = ? AND recipient_key = ANY(ARRAY(SELECT recipient_key"
          + OF_PAGE
          + ")) ORDER BY recipient_key FOR UPDATE";

  /** Whoever is in no other row; a suppressed address stays, so that it can be exported. */
  private static final SqlText DROP_PERSONS =
      SqlText.of(
          "DELETE FROM person WHERE sender = ? AND recipient_key {in SELECT gone.recipient_key FROM"
              + " row gone WHERE gone.batch_no = ? AND gone.page = ? AND NOT EXISTS (SELECT 1 FROM"
              + " row other WHERE other.recipient_key = gone.recipient_key AND NOT (other.batch_no"
              + " = gone.batch_no AND other.page = gone.page) {pin})}"
              + unlessIn("suppression")
              + unlessIn("suppression_2"));

  private static String unlessIn(String suppressions) {
    return " AND NOT EXISTS (SELECT 1 FROM "
        + suppressions
        + " s WHERE s.sender = person.sender AND s.recipient_key = person.recipient_key {pin})";
  }

  /** How many rows there were. */
  public int delete(Session session) throws SQLException {
    Query.of(session, DROP_CLAIMS.in(session))
        .number(campaignNo)
        .number(batchNo)
        .number(batchNo)
        .number(page)
        .update();
    Query.of(session, DROP_LOST.in(session)).number(batchNo).number(batchNo).number(page).update();
    dropPersons(session);
    return Query.of(session, "DELETE" + OF_PAGE).number(batchNo).number(page).update();
  }

  /**
   * Whoever stores a row holds its person until it commits. On PostgreSQL a statement does not see
   * rows that were committed while it waited for that: so the persons are waited for first, and
   * only what begins afterwards says which of them are in no other row.
   */
  private void dropPersons(Session session) throws SQLException {
    if (session.dialect() == Dialect.POSTGRES) {
      Query.of(session, HOLD_PERSONS).text(sender).number(batchNo).number(page).each(held -> {});
    }
    Query.of(session, DROP_PERSONS.in(session)).text(sender).number(batchNo).number(page).update();
  }
}
