package dev.waypost.persistence;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.CompletionStage;

/** A database that is only looked at, for as long as that takes. */
record PostgresReads(WorkQueue queue, Breaker breaker, HikariDataSource pool, Answers answers)
    implements ReadableDatabase {
  static PostgresReads alone(PostgresSource source, DatabaseSettings settings) {
    var pool =
        PostgresDatabase.readingPool(source, source.patient("waypost-look"), settings.readers());
    var answers = new Answers();
    var breaker = new Breaker(); // stays open, as nobody watches: whoever looks starts again
    var queue = new WorkQueue("reads", settings.readsWaiting(), 1, breaker::refusal, answers);
    for (var i = 0; i < settings.readers(); i++) {
      queue.start(new PostgresRound(pool, breaker));
    }
    return new PostgresReads(queue, breaker, pool, answers);
  }

  @Override
  public <T> CompletionStage<T> read(SqlWork<T> work) {
    return queue.submit(work);
  }

  @Override
  public void close() {
    queue.close();
    pool.close();
    answers.close();
  }
}
