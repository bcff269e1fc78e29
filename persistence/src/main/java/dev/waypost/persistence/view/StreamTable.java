package dev.waypost.persistence.view;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Writes the rows of the event stream, within the transaction of who calls. */
final class StreamTable {
  private static final String ADD =
      "INSERT INTO stream_event(sender, ordering, campaign, seq) VALUES (?, ?, ?, ?)";

  private static final String NEXT_SENDER =
      "SELECT min(sender) AS sender FROM stream_event WHERE sender > ?";

  private static final String KEEP_TOLD =
      "INSERT INTO stream_told(persistence_id, seq_nr, seq)"
          + " SELECT j.persistence_id, max(j.seq_nr), max(e.seq) FROM stream_event e"
          + " CROSS JOIN journal j ON j.ordering = e.ordering"
          + " WHERE e.sender = ? AND e.ordering <= ? AND e.seq IS NOT NULL"
          + " GROUP BY j.persistence_id ON CONFLICT(persistence_id)"
          + " DO UPDATE SET seq_nr = excluded.seq_nr, seq = excluded.seq";

  /** A recipient's last event that was cut off, and how many things were told up to it. */
  record Told(long seqNr, long seq) {
    static final Told NOTHING = new Told(0, 0);
  }

  private StreamTable() {}

  static void add(Session session, List<StreamRun.Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    var add = Query.of(session, ADD);
    for (var row : rows) {
      add.text(row.sender()).number(row.ordering()).text(row.campaign()).number(row.seq()).more();
    }
    add.updateAll();
  }

  /** Forgets all rows, not how far the stream was cut off, nor what was told until there. */
  static void clear(Session session) throws SQLException {
    Query.of(session, "DELETE FROM stream_event").update();
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
   * Cuts off everything up to that event, which the view has seen; never puts anything back.
   *
   * @return how many rows went
   */
  static int cut(Session session, long upTo) throws SQLException {
    Query.of(session, "UPDATE stream_floor SET ordering = ? WHERE ordering < ?")
        .number(upTo)
        .number(upTo)
        .update();
    var rows = 0;
    for (var sender = next(session, ""); sender.isPresent(); sender = next(session, sender.get())) {
      Query.of(session, KEEP_TOLD).text(sender.get()).number(upTo).update();
      rows +=
          Query.of(session, "DELETE FROM stream_event WHERE sender = ? AND ordering <= ?")
              .text(sender.get())
              .number(upTo)
              .update();
    }
    return rows;
  }

  private static Optional<String> next(Session session, String sender) throws SQLException {
    return Query.of(session, NEXT_SENDER)
        .text(sender)
        .list(row -> Query.text(row, "sender"))
        .getFirst();
  }
}
