package dev.waypost.persistence.view;

import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.SqlWork;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A database that is there for some more writes, and then gone. */
record FailingDatabase(Database database, int[] writesLeft) implements Database {
  static FailingDatabase after(int writes, Database database) {
    return new FailingDatabase(database, new int[] {writes});
  }

  @Override
  public synchronized <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    if (writesLeft[0]-- <= 0) {
      return CompletableFuture.failedStage(new IllegalStateException("the process was killed"));
    }
    return database.write(lane, work);
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    return database.read(work);
  }

  @Override
  public Incarnation incarnation() {
    return database.incarnation();
  }

  @Override
  public CompletionStage<byte[]> salt(SenderId sender) {
    return database.salt(sender);
  }

  @Override
  public Load load() {
    return database.load();
  }

  @Override
  public void close() {}
}
