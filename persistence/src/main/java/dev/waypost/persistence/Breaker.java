package dev.waypost.persistence;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether it is worth while to ask the server. While it is open, work fails at once instead of
 * waiting, and so does what waited when it opened: nobody is held up behind a server that is gone.
 */
final class Breaker {
  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  private final LongAdder outages = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile Optional<Throwable> cause = Optional.empty();
  private volatile List<WorkQueue> queues = List.of();
  private volatile Runnable letGo = () -> {};

  /**
   * @param all whose waiting work fails when it opens
   * @param then called whenever it opens or stays open, so that nothing goes on waiting for a
   *     server that is gone; by whoever found that out
   */
  void guard(List<WorkQueue> all, Runnable then) {
    queues = List.copyOf(all);
    letGo = then;
  }

  /** Why there is nobody to ask, if so. */
  Optional<Throwable> cause() {
    return cause;
  }

  /** What a piece of work fails with now, if it does; counted. */
  Optional<DatabaseFailure> refusal() {
    return cause.map(
        why -> {
          refused.increment();
          return new DatabaseFailure.Unreachable(why);
        });
  }

  /** Opens it, or says why it is open now. */
  void open(Throwable why) {
    if (isNew(why)) {
      outages.increment();
      log.warn("The database cannot be reached; trying again. {}", why.getMessage());
    }
    for (var queue : queues) {
      refused.add(queue.failWaiting(new DatabaseFailure.Unreachable(why)));
    }
    try {
      letGo.run();
    } catch (RuntimeException e) { // whoever found the server away goes on watching it
      log.error("Connections to a server that is gone could not be let go of.", e);
    }
  }

  private synchronized boolean isNew(Throwable why) {
    var wasClosed = cause.isEmpty();
    cause = Optional.of(why);
    return wasClosed;
  }

  synchronized void close() {
    cause = Optional.empty();
  }

  long outages() {
    return outages.sum();
  }

  long refused() {
    return refused.sum();
  }
}
