package dev.waypost.persistence;

import java.util.concurrent.CompletionStage;

/**
 * A database that a command works on, beside a node or without one. It takes neither the folder nor
 * an incarnation, and changes no schema. What it writes waits for the node's writes and the other
 * way round, so pieces of work are small.
 */
public interface BesideDatabase extends WritableDatabase {
  /** How much is left of what was deleted. */
  enum Remains {
    /** Nothing in the files that the database has now. */
    NOTHING,
    /** Older versions of pages or rows, until those who still read have gone on. */
    OLDER_VERSIONS,
    /** The same, and it is not for this user of the server to clean the tables. */
    NOT_PERMITTED,
  }

  /**
   * Lets go of older versions of what has changed, as far as readers allow; may run beside a node.
   */
  CompletionStage<Remains> flush();

  /**
   * Writes the tables that hold personal data anew, so that nothing remains between their rows.
   * Takes as long as copying them, and as much room; nobody else may write meanwhile.
   */
  CompletionStage<Remains> compact();
}
