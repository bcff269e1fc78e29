package dev.waypost.persistence.view;

import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.id.BatchId;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.BulkSql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What the table of batches knows of a batch, beyond the event that it was stored. */
record BatchTold(int rejected, int duplicates) {
  private static final BulkSql COUNTS =
      BulkSql.select(
          "SELECT b.batch AS batch, b.rejected AS rejected, b.duplicates AS duplicates"
              + " FROM {list} {join batch b ON b.batch = {0}}",
          TEXT);

  /** Of those that are in the table. */
  static Map<BatchId, BatchTold> read(Session session, Collection<BatchId> batches)
      throws SQLException {
    var counts = new HashMap<BatchId, BatchTold>();
    if (!batches.isEmpty()) {
      var wanted = COUNTS.in(session);
      batches.forEach(batch -> wanted.text(batch.value()).more());
      wanted
          .asked()
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
