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

  /** Forgets all rows, not how far the stream was cut off. */
  static void clear(Session session) throws SQLException {
    Query.of(session, "DELETE FROM stream_event").update();
  }

  /** The last event that was cut off; events behind it are all there, as far as the view is. */
  static long floor(Session session) throws SQLException {
    return Query.of(session, "SELECT ordering FROM stream_floor")
        .first(row -> row.getLong(1))
        .orElseThrow(() -> new IllegalStateException("the event stream has no floor"));
  }

  /**
   * Cuts off everything up to that event; never puts anything back.
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
