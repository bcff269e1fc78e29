package dev.waypost.engine.link;

import java.util.concurrent.CompletionStage;

/** Where a hit becomes durable before it is answered. Safe for many threads; never blocks. */
public interface HitLog {
  /**
   * Appends a hit.
   *
   * @return its position once it is as durable as the log's {@code acks} say; fails with {@link
   *     Unlogged} when the log cannot be written or is full, in which case the hit is counted as
   *     unlogged and must be answered all the same
   */
  CompletionStage<Position> append(Hit hit);

  /**
   * Hands the hit over before others, with all of its recipient's that stand before it in the log.
   *
   * @return completes when the engine has journalled it; may take for ever when the engine is away,
   *     so the caller sets a time limit
   */
  CompletionStage<Void> shipped(Position position);

  /** A log's edge, its generation and the number of the hit in it, from 1. */
  record Position(LogId log, long number) {}

  /**
   * One log: the configured number of the edge, and how often that edge has begun a log.
   * Generations count from 1.
   */
  record LogId(int edge, long generation) {
    public LogId {
      if (!(edge >= 1 && edge <= 64 && generation >= 1)) {
        throw new IllegalArgumentException(
            "a log id needs edge 1..64 and generation >= 1, got " + edge + ", " + generation);
      }
    }
  }

  /** The hit could not be made durable. */
  final class Unlogged extends Exception {
    private static final long serialVersionUID = 1L;

    public Unlogged(String message) {
      super(message);
    }

    public Unlogged(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
