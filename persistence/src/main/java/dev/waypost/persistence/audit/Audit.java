package dev.waypost.persistence.audit;

import dev.waypost.persistence.ReadableDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Recounts rows, journal and hit logs. The database is read first, in one transaction, and the logs
 * after it: what is logged in between is pending, never lost. Beside a running node a batch that is
 * between its campaign and its mark, or a hit whose log was deleted meanwhile, shows as it is.
 */
public final class Audit {
  private final ReadableDatabase database;
  private final LoggedHits logged;
  private final Executor executor;

  /**
   * @param executor where logs are read, which blocks
   */
  public Audit(ReadableDatabase database, LoggedHits logged, Executor executor) {
    this.database = database;
    this.logged = logged;
    this.executor = executor;
  }

  /**
   * Takes minutes for millions of rows, and a byte of memory for each, with some hundred for each
   * recipient that ever clicked.
   *
   * @param parked hits that were given up for now, as the engine counts them
   */
  public CompletionStage<AuditReport> run(long parked) {
    return database.read(Recount::of).thenApplyAsync(recount -> report(recount, parked), executor);
  }

  private AuditReport report(Recount recount, long parked) {
    try {
      logged.forEach(recount.hits()::add);
    } catch (IOException e) {
      throw new UncheckedIOException("a hit log cannot be read", e);
    }
    var equations = new ArrayList<>(recount.equations());
    equations.addAll(recount.hits().equations(parked));
    return new AuditReport(equations);
  }
}
