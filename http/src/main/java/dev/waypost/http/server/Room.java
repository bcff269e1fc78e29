package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Something of which there is so much at a time, such as places or bytes, and how often it was too
 * little: then a caller is refused with 429. Nobody waits. For many threads.
 */
public final class Room {
  private final long size;
  private final String full;
  private final AtomicLong taken = new AtomicLong();
  private final LongAdder refused = new LongAdder();

  /**
   * @param full what a caller is told who finds no room
   */
  public Room(long size, String full) {
    if (!(size >= 1)) {
      throw new IllegalArgumentException("a room has a size of 1 or more, got " + size);
    }
    this.size = size;
    this.full = full;
  }

  public long taken() {
    return taken.get();
  }

  /** How often it was too little. */
  public long refused() {
    return refused.sum();
  }

  /**
   * Takes so much, to be given back by {@link Share#giveBack}.
   *
   * @throws Refusal when there is not so much; then nothing is taken
   */
  public Share take(long amount) {
    claim(amount);
    return new Share(amount);
  }

  /**
   * An answer that takes a place until it is there, or failed.
   *
   * @throws Refusal when there is no place
   */
  public <T> CompletionStage<T> during(Supplier<CompletionStage<T>> answer) {
    var place = take(1);
    try {
      return answer.get().whenComplete((done, failure) -> place.giveBack());
    } catch (RuntimeException e) {
      place.giveBack();
      throw e;
    }
  }

  private void claim(long amount) {
    if (taken.addAndGet(amount) > size) {
      taken.addAndGet(-amount);
      refused.increment();
      throw new Refusal(Problem.tooManyRequests(full));
    }
  }

  /** What somebody has taken. */
  public final class Share {
    private long amount;
    private boolean isGivenBack;

    private Share(long amount) {
      this.amount = amount;
    }

    /**
     * Takes more.
     *
     * @throws Refusal when there is not so much more; what was taken before stays
     */
    public synchronized void add(long more) {
      if (isGivenBack) {
        throw new IllegalStateException("a share that was given back cannot grow");
      }
      claim(more);
      amount += more;
    }

    /** Gives all of it back; again is nothing. */
    public synchronized void giveBack() {
      if (!isGivenBack) {
        isGivenBack = true;
        taken.addAndGet(-amount);
      }
    }
  }
}
