package dev.waypost.persistence.view;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.TupleJson;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the table of batches knows beyond the event that one was stored. */
final class BatchesTold {
  private static final String COUNTS =
      "SELECT b.batch AS batch, b.rejected AS rejected, b.duplicates AS duplicates"
          + " FROM json_each(?) w CROSS JOIN batch b ON b.batch = w.value ->> 0";

  private BatchesTold() {}

  /** Fields by the name of the batch. */
  static Map<Object, Map<String, Object>> read(Session session, Collection<Object> batches)
      throws SQLException {
    var counts = new HashMap<Object, Map<String, Object>>();
    if (!batches.isEmpty()) {
      Query.of(session, COUNTS)
          .text(TupleJson.write(batches.stream().map(List::of).toList()))
          .each(
              row ->
                  counts.put(
                      row.getString("batch"),
                      Map.of(
                          "rejected",
                          row.getInt("rejected"),
                          "duplicates",
                          row.getInt("duplicates"))));
    }
    return counts;
  }
}
