package dev.waypost.persistence.view;

import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.DatabaseFailure;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.SqlWork;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A database that some of the writes from the fourth to the eleventh do not reach. */
final class FlakyDatabase implements Database {
  private final Database database;
  private final int every;
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger given = new AtomicInteger();

  FlakyDatabase(Database database, int every) {
    this.database = database;
    this.every = every;
  }

  int given() {
    return given.get();
  }

  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    var n = writes.incrementAndGet();
    if (n > 3 && n <= 11 && n % every == 0) {
      given.incrementAndGet();
      return CompletableFuture.failedStage(
          new DatabaseFailure.Unreachable(new SQLException("on purpose")));
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
