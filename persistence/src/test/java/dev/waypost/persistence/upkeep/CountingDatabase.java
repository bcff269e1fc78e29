package dev.waypost.persistence.upkeep;

import dev.waypost.persistence.DatabaseFailure;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.SqlWork;
import dev.waypost.persistence.WritableDatabase;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is asked of a database; some writes may not reach it. */
final class CountingDatabase implements WritableDatabase {
  private final WritableDatabase database;
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private int failing = Integer.MAX_VALUE;

  CountingDatabase(WritableDatabase database) {
    this.database = database;
  }

  CountingDatabase failingEvery(int nth) {
    failing = nth;
    return this;
  }

  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    if (writes.incrementAndGet() % failing == 0) {
      failures.incrementAndGet();
      return CompletableFuture.failedStage(
          new DatabaseFailure.Unreachable(new SQLException("on purpose")));
    }
    return database.write(lane, work);
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    reads.incrementAndGet();
    return database.read(work);
  }

  int reads() {
    return reads.get();
  }

  int writes() {
    return writes.get();
  }

  int failures() {
    return failures.get();
  }

  @Override
  public void close() {}
}
