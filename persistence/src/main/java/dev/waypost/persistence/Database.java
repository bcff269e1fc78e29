package dev.waypost.persistence;

import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.SenderId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where facts outlive us. Safe for many threads; nothing but opening and closing blocks. */
public interface Database extends WritableDatabase {
  /** The number of this opening, larger than all before. */
  Incarnation incarnation();

  /**
   * The sender's salt, 32 random bytes that were made when it was first asked for. Never rotates,
   * never to be logged.
   */
  CompletionStage<byte[]> salt(SenderId sender);

  /** What went through since opening. */
  Load load();

  /** How the server is reached; none for a file. */
  default Optional<Connections> connections() {
    return Optional.empty();
  }

  /**
   * Connections to a server.
   *
   * @param active those that are at work
   * @param idle those that wait for work
   * @param waiting threads that wait for one
   * @param away why the server cannot be reached, while it cannot
   * @param outages how often that began
   * @param reconnects how often the connection that watches was replaced
   * @param refused works that failed at once, as the server was away, and that waited when it went
   */
  record Connections(
      int active,
      int idle,
      int waiting,
      Optional<String> away,
      long outages,
      long reconnects,
      long refused) {}

  /**
   * How much work there was and is.
   *
   * @param written works that were committed
   * @param commits transactions that held them
   * @param failed reads and writes that threw or whose commit failed
   * @param read reads that were answered
   * @param overloaded reads and writes that were refused because too many waited
   * @param waiting writes that wait now
   */
  record Load(long written, long commits, long failed, long read, long overloaded, int waiting) {}
}
