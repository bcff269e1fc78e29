package dev.waypost.persistence;

import java.util.concurrent.CompletionStage;

/**
 * A database that can be asked. Safe for many threads; nothing blocks its caller. What hangs on a
 * stage runs on a thread of the database: keep it short, or let it go on elsewhere.
 */
public interface ReadableDatabase extends AutoCloseable {
  /**
   * Runs the work on a connection that cannot write. It sees one moment of the database: all that
   * was committed when it began, nothing after.
   *
   * @return fails with what the work threw, or with {@link DatabaseFailure.DiskFailed} when that is
   *     about the disk; with {@link DatabaseFailure.Overloaded} when too many reads wait; or with
   *     {@link DatabaseFailure.Closed}
   */
  <T> CompletionStage<T> read(SqlWork<T> work);

  /** Finishes what was taken in, then lets go of the files. Blocks until then. */
  @Override
  void close();
}
