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
import java.util.concurrent.atomic.AtomicBoolean;

/** A database that loses one answer: to the write after which another edition is shown. */
final class LosingDatabase implements Database {
  private final Database database;
  private final Edition shown;
  private final AtomicBoolean hasLost = new AtomicBoolean();

  LosingDatabase(Database database, Edition shown) {
    this.database = database;
    this.shown = shown;
  }

  boolean hasLost() {
    return hasLost.get();
  }

  @Override
  public <T> CompletionStage<T> write(Lane lane, SqlWork<T> work) {
    return database.write(lane, work).thenCompose(this::answer);
  }

  private <T> CompletionStage<T> answer(T done) {
    return database
        .read(session -> Tables.shown(session).edition())
        .thenCompose(
            now ->
                now != shown && hasLost.compareAndSet(false, true)
                    ? CompletableFuture.failedStage(
                        new DatabaseFailure.Unreachable(new SQLException("answer lost")))
                    : CompletableFuture.completedStage(done));
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
