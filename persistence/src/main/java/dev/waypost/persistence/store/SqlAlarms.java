package dev.waypost.persistence.store;

import dev.waypost.engine.id.Slice;
import dev.waypost.engine.roster.Alarms;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.ReadableDatabase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks the alarms that the journal writes with its events. */
public final class SqlAlarms implements Alarms {
  /** The sign keeps the planner on the index of times: what is due is little, a slice is much. */
  private static final String DUE =
      "SELECT persistence_id FROM alarm WHERE due_at <= ? AND +slice BETWEEN ? AND ?"
          + " ORDER BY due_at LIMIT ?";

  private final ReadableDatabase database;

  public SqlAlarms(ReadableDatabase database) {
    this.database = database;
  }

  @Override
  public CompletionStage<List<String>> due(Slice from, Slice to, Instant now, int limit) {
    return database.read(
        session ->
            Query.of(session, DUE)
                .time(now)
                .number(from.value())
                .number(to.value())
                .number(limit)
                .list(row -> row.getString(1)));
  }
}
