package dev.waypost.persistence.view;

import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.BulkSql;
import dev.waypost.persistence.store.SqlText;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Writes the rows of the event stream, within the transaction of who calls. */
final class StreamTable {
  private static final BulkSql ADD =
      BulkSql.insert(
          "stream_event(sender, ordering, campaign, seq)", "", TEXT, NUMBER, TEXT, NUMBER);

  private static final String NEXT_SENDER =
      "SELECT min(sender) AS sender FROM stream_event WHERE sender > ?";

  private static final SqlText KEEP_TOLD =
      SqlText.of(
          "INSERT INTO stream_told(persistence_id, seq_nr, seq)"
              + " SELECT j.persistence_id, max(j.seq_nr), max(e.seq) FROM stream_event e"
              + " {join journal j ON j.ordering = e.ordering}"
              + " WHERE e.sender = ? AND e.ordering <= ? AND e.seq IS NOT NULL"
              + " GROUP BY j.persistence_id ON CONFLICT(persistence_id)"
              + " DO UPDATE SET seq_nr = excluded.seq_nr, seq = excluded.seq");

  /** A recipient's last event that was cut off, and how many things were told up to it. */
  record Told(long seqNr, long seq) {
    static final Told NOTHING = new Told(0, 0);
  }

  private StreamTable() {}

  static void add(Tables tables, List<StreamRun.Row> rows) throws SQLException {
    var add = tables.bulk(ADD);
    for (var row : rows) {
      add.text(row.sender()).number(row.ordering()).text(row.campaign()).number(row.seq()).more();
    }
    add.updateAll();
  }

  /** The last event that was cut off; events behind it are all there, as far as the view is. */
  static long floor(Session session) throws SQLException {
    return Query.of(session, "SELECT ordering FROM stream_floor")
        .first(row -> row.getLong(1))
        .orElseThrow(() -> new IllegalStateException("the event stream has no floor"));
  }

  /** What the events of a recipient told that are in the stream no more. */
  static Told toldBelowFloor(Session session, String persistenceId) throws SQLException {
    return Query.of(session, "SELECT seq_nr, seq FROM stream_told WHERE persistence_id = ?")
        .text(persistenceId)
        .first(row -> new Told(row.getLong("seq_nr"), row.getLong("seq")))
        .orElse(Told.NOTHING);
  }

  /**
   * Cuts off everything up to that event; never puts anything back. Nothing happens while the view
   * has not come as far: it must know what it forgets.
   *
   * @return how many rows went
   */
  static int cut(Session session, long upTo) throws SQLException {
    var shown = Tables.shown(session);
    if (shown.offset().ordering() < upTo) {
      return 0;
    }
    Query.of(session, "UPDATE stream_floor SET ordering = ? WHERE ordering < ?")
        .number(upTo)
        .number(upTo)
        .update();
    var rows = 0;
    for (var sender = next(shown, ""); sender.isPresent(); sender = next(shown, sender.get())) {
      shown.query(KEEP_TOLD).text(sender.get()).number(upTo).update();
      rows += drop(shown, sender.get(), upTo);
      drop(shown.other(), sender.get(), upTo);
    }
    return rows;
  }

  /** Takes out what lies below the floor. */
  static void cutAtFloor(Tables tables) throws SQLException {
    var floor = floor(tables.session());
    for (var sender = next(tables, ""); sender.isPresent(); sender = next(tables, sender.get())) {
      drop(tables, sender.get(), floor);
    }
  }

  private static int drop(Tables tables, String sender, long upTo) throws SQLException {
    return tables
        .query("DELETE FROM stream_event WHERE sender = ? AND ordering <= ?")
        .text(sender)
        .number(upTo)
        .update();
  }

  private static Optional<String> next(Tables tables, String sender) throws SQLException {
    return tables.query(NEXT_SENDER).text(sender).list(row -> Query.text(row, "sender")).getFirst();
  }
}
