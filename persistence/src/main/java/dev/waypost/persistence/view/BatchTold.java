package dev.waypost.persistence.view;

import dev.waypost.engine.id.BatchId;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.TupleJson;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the table of batches knows of a batch, beyond the event that it was stored. */
record BatchTold(int rejected, int duplicates) {
  private static final String COUNTS =
      "SELECT b.batch AS batch, b.rejected AS rejected, b.duplicates AS duplicates"
          + " FROM json_each(?) w CROSS JOIN batch b ON b.batch = w.value ->> 0";

  /** Of those that are in the table. */
  static Map<BatchId, BatchTold> read(Session session, Collection<BatchId> batches)
      throws SQLException {
    var counts = new HashMap<BatchId, BatchTold>();
    if (!batches.isEmpty()) {
      Query.of(session, COUNTS)
          .text(TupleJson.write(batches.stream().map(batch -> List.of(batch.value())).toList()))
          .each(
              row ->
                  counts.put(
                      new BatchId(row.getString("batch")),
                      new BatchTold(row.getInt("rejected"), row.getInt("duplicates"))));
    }
    return counts;
  }

  Map<String, Object> fields() {
    return Map.of("rejected", rejected, "duplicates", duplicates);
  }
}
