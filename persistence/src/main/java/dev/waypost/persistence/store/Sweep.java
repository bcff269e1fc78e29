package dev.waypost.persistence.store;

import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.SqlWork;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Deletes what batches that are abandoned or left have stored, a little in each transaction:
 * claims, persons that nobody else mentions, rows, pages; faults later. Repeatable; what a crash
 * leaves, the next sweep takes.
 */
final class Sweep {
  private static final int FAULTS_AT_ONCE = 5_000;

  private static final SqlText NEXT_PAGE =
      SqlText.of(
          "SELECT b.campaign_no, p.batch_no, p.page, b.sender"
              + " FROM batch b {join page p ON p.batch_no = b.no} WHERE b.state <> 2"
              + " AND (b.state = 3 OR (b.state = 0 AND b.owner = 0)) LIMIT 1");

  private static final SqlText DROP_FAULTS =
      new SqlText(
          "DELETE FROM batch_fault WHERE (batch_no, line) IN"
              + " (SELECT f.batch_no, f.line FROM batch b JOIN batch_fault f ON f.batch_no = b.no"
              + " WHERE b.state <> 2 AND b.state = 3 AND b.created_at < ? LIMIT ?)",
          "DELETE FROM batch_fault WHERE ctid = ANY(ARRAY(SELECT f.ctid FROM batch b"
              + " JOIN LATERAL (SELECT ctid FROM batch_fault WHERE batch_no = b.no OFFSET 0) f"
              + " ON true WHERE b.state <> 2 AND b.state = 3 AND b.created_at < ? LIMIT ?))");

  private final Database database;

  Sweep(Database database) {
    this.database = database;
  }

  /** Completes when no rows are left. */
  CompletionStage<Void> run() {
    return repeated(Sweep::dropPage);
  }

  /** Completes when abandoned batches that began before have no faults any more. */
  CompletionStage<Void> forgetFaults(Instant before) {
    return repeated(
        session ->
            Query.of(session, DROP_FAULTS.in(session)).time(before).number(FAULTS_AT_ONCE).update()
                > 0);
  }

  /** Until there is nothing to do any more. */
  private CompletionStage<Void> repeated(SqlWork<Boolean> some) {
    var done = new CompletableFuture<Void>();
    step(some, done);
    return done;
  }

  private void step(SqlWork<Boolean> some, CompletableFuture<Void> done) {
    database
        .write(Lane.ROWS, some)
        .whenComplete(
            (isMoreLeft, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else if (isMoreLeft) {
                step(some, done);
              } else {
                done.complete(null);
              }
            });
  }

  private static boolean dropPage(Session session) throws SQLException {
    var page =
        Query.of(session, NEXT_PAGE.in(session))
            .first(
                row ->
                    new PageRows(row.getLong(1), row.getLong(2), row.getInt(3), row.getString(4)));
    if (page.isPresent()) {
      drop(session, page.get());
    }
    return page.isPresent();
  }

  private static void drop(Session session, PageRows it) throws SQLException {
    it.delete(session);
    Query.of(session, "DELETE FROM page WHERE batch_no = ? AND page = ?")
        .number(it.batchNo())
        .number(it.page())
        .update();
  }
}
