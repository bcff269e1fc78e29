package dev.waypost.persistence.store;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.roster.RowTrace;
import dev.waypost.engine.send.MailRow;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.codec.RowJson;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Rows and persons as their tables have them. */
public final class RowColumns {
  private RowColumns() {}

  /** Of the columns recipient_key, row_key, id, email, name, data and metadata. */
  public static MailRow mailRow(Origin origin, ResultSet row) throws SQLException {
    var email = address(row.getString("email"));
    return new MailRow(
        origin,
        RecipientKey.of(row.getBytes("recipient_key")),
        RowKey.of(row.getBytes("row_key")),
        Query.text(row, "id").orElseGet(email::key),
        email,
        Query.text(row, "name"),
        RowJson.values(Query.text(row, "data")),
        RowJson.words(Query.text(row, "metadata")));
  }

  /** Of the columns recipient_key and row_key. */
  public static RowTrace trace(Origin origin, ResultSet row) throws SQLException {
    return new RowTrace(
        origin, RecipientKey.of(row.getBytes("recipient_key")), RowKey.of(row.getBytes("row_key")));
  }

  /** Whether the person of the row has been erased; then it has no address. */
  public static boolean isErased(ResultSet row) throws SQLException {
    return row.getString("email").isEmpty();
  }

  /** A stored address, which was checked when it came in. */
  public static EmailAddress address(String text) {
    var at = text.lastIndexOf('@');
    return new EmailAddress(text.substring(0, at), text.substring(at + 1));
  }
}
