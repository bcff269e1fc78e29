package dev.waypost.bench.postgres;

import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.persistence.codec.EventSerializer;
import dev.waypost.persistence.codec.EventType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The stock plugin's tables, as its own script makes them, beside Waypost's in a schema of their
 * own; and the same events in both.
 */
public final class StockTables {
  private static final String SCRIPT = "/schema/postgres/postgres-create-schema.sql";

  private final Postgres database;

  private StockTables(Postgres database) {
    this.database = database;
  }

  public static StockTables create(Postgres database) {
    database.execute("CREATE SCHEMA stock");
    for (var statement : script().split(";")) {
      if (!statement.isBlank() && !statement.contains("CONCURRENTLY")) {
        database.execute(
            statement
                .replace("public.", "stock.")
                .replace("REFERENCES event_journal", "REFERENCES stock.event_journal"));
      }
    }
    return new StockTables(database);
  }

  private static String script() {
    try (var in = StockTables.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new NoClassDefFoundError(SCRIPT);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BenchFailure("the stock plugin's tables cannot be made", "see its jar", e);
    }
  }

  /** All events and snapshots of Waypost's journal, byte for byte. */
  public void copyFromOurs() {
    var serializer = new EventSerializer().identifier();
    var names =
        Arrays.stream(EventType.values())
            .map(t -> "(%d,'%s')".formatted(t.code(), t.logicalName()))
            .collect(Collectors.joining(","));
    database.execute(
        ("INSERT INTO stock.event_journal (ordering, persistence_id, sequence_number, writer,"
                + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,"
                + " event_payload) SELECT ordering, persistence_id, seq_nr,"
                + " '5f3c2f6e-4a6b-4a39-9c57-2f7d5f3a1b11', at, '', %d, name, payload FROM journal"
                + " JOIN (VALUES %s) t(code, name) ON t.code = type ORDER BY ordering")
            .formatted(serializer, names));
    database.execute(
        "SELECT setval(pg_get_serial_sequence('stock.event_journal', 'ordering'),"
            + " (SELECT max(ordering) FROM stock.event_journal))");
    database.execute(
        ("INSERT INTO stock.snapshot (persistence_id, sequence_number, created, snapshot_ser_id,"
                + " snapshot_ser_manifest, snapshot_payload) SELECT persistence_id, seq_nr, at, %d,"
                + " name, payload FROM snapshot JOIN (VALUES %s) t(code, name) ON t.code = type")
            .formatted(serializer, names));
  }

  /** Empties both sides. */
  public void clear() {
    database.execute("TRUNCATE journal, snapshot, stock.event_journal, stock.snapshot CASCADE");
  }

  /** So that neither side plans without knowing what there is, or cleans up while measured. */
  public void settle() {
    database.execute("VACUUM (ANALYZE) journal");
    database.execute("VACUUM (ANALYZE) snapshot");
    database.execute("VACUUM (ANALYZE) stock.event_journal");
    database.execute("VACUUM (ANALYZE) stock.snapshot");
  }

  /** Up to where a round begins. */
  public record Mark(long ours, long stock) {}

  public Mark mark() {
    return new Mark(
        database.number("SELECT coalesce(max(ordering), 0) FROM journal"),
        database.number("SELECT coalesce(max(ordering), 0) FROM stock.event_journal"));
  }

  /** Takes away what a round has added, so that the next finds the same lives. */
  public void rewind(Mark mark) {
    database.execute("DELETE FROM journal WHERE ordering > " + mark.ours());
    database.execute("DELETE FROM stock.event_journal WHERE ordering > " + mark.stock());
  }
}
