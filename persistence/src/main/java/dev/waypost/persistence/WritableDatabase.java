package dev.waypost.persistence;

import java.util.concurrent.CompletionStage;

/**
 * A database that can be asked and written to, by a node or by a command beside one. Safe for many
 * threads; nothing but opening and closing blocks.
 */
public interface WritableDatabase extends ReadableDatabase {
  /**
   * Runs the work in a transaction that it may share with others who write at the same moment. The
   * stage completes when the transaction is on disk, synced. A work that throws is undone alone;
   * its neighbours stand. Works of a lane run one after the other, in the order in which they came
   * in.
   *
   * @return fails with what the work threw, or with {@link DatabaseFailure.DiskFailed} when that is
   *     about the disk; with {@link DatabaseFailure.Overloaded} when too many writes wait: nothing
   *     happened, repeat later; with {@link DatabaseFailure.CommitFailed} when the transaction did
   *     not get to disk; or with {@link DatabaseFailure.Closed}
   */
  <T> CompletionStage<T> write(Lane lane, SqlWork<T> work);

  /** The same on the lane of all that is rare. */
  default <T> CompletionStage<T> write(SqlWork<T> work) {
    return write(Lane.OTHER, work);
  }
}
