package dev.waypost.persistence.upkeep;

import dev.waypost.persistence.Lane;
import dev.waypost.persistence.SqlWork;
import dev.waypost.persistence.WritableDatabase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Every write of a process that dies after so many of them. */
final class Dying implements WritableDatabase {
  private final WritableDatabase database;
  private int left;

  Dying(WritableDatabase database, int writes) {
    this.database = database;
    this.left = writes;
  }

  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    return left-- > 0
        ? database.write(lane, work)
        : CompletableFuture.failedStage(new IllegalStateException("killed"));
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    return database.read(work);
  }

  @Override
  public void close() {}
}
