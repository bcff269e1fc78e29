package dev.waypost.persistence;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Items that wait while pieces of work are under way. A piece takes what waits at the moment it
 * starts, so batches grow with the load by themselves, and an item that comes alone waits for
 * nobody. Safe for many threads.
 */
public final class Gathering<T> {
  /** First two characters of an SQLSTATE that is about the connection or the server, no row. */
  private static final Set<String> OF_SERVER = Set.of("08", "25", "53", "55", "57", "58");

  /**
   * How much of one kind of work gathers.
   *
   * @param waiting most that wait; further ones are refused
   * @param bytesWaiting what those may weigh
   * @param atOnce most in one piece of work
   * @param bytesAtOnce what those may weigh; one alone may be heavier
   * @param inFlight most pieces of work at the database
   */
  public record Bounds(int waiting, long bytesWaiting, int atOnce, long bytesAtOnce, int inFlight) {
    public Bounds {
      requirePositive("waiting", waiting);
      requirePositive("bytes-waiting", bytesWaiting);
      requirePositive("at-once", atOnce);
      requirePositive("bytes-at-once", bytesAtOnce);
      requirePositive("in-flight", inFlight);
    }

    private static void requirePositive(String key, long value) {
      if (!(value >= 1)) {
        throw new IllegalArgumentException(key + " must be >= 1, got " + value);
      }
    }
  }

  /** What is done with items, in one transaction. */
  public interface Work<T> {
    void run(Session session, List<T> items) throws SQLException;
  }

  /** What became of items: all done, or all undone. Not called twice for an item. */
  public interface Outcome<T> {
    void done(List<T> items);

    void failed(List<T> items, Throwable why);

    /** They will be tried again, half by half. */
    void halved();
  }

  private final Bounds bounds;
  private final ToLongFunction<T> weight;
  private final Function<SqlWork<Boolean>, CompletionStage<Boolean>> database;
  private final Work<T> work;
  private final Outcome<T> outcome;
  private final Deque<T> waiting = new ArrayDeque<>();
  private long bytes;
  private int pieces;

  /**
   * @param database starts a piece of work
   */
  public Gathering(
      Bounds bounds,
      ToLongFunction<T> weight,
      Function<SqlWork<Boolean>, CompletionStage<Boolean>> database,
      Work<T> work,
      Outcome<T> outcome) {
    this.bounds = bounds;
    this.weight = weight;
    this.database = database;
    this.work = work;
    this.outcome = outcome;
  }

  /** False when too much waits: the item was not taken. */
  public boolean offer(T item) {
    var itemBytes = weight.applyAsLong(item);
    synchronized (waiting) {
      if (waiting.size() >= bounds.waiting()
          || (bytes + itemBytes > bounds.bytesWaiting() && !waiting.isEmpty())) {
        return false;
      }
      waiting.addLast(item);
      bytes += itemBytes;
    }
    start();
    return true;
  }

  public int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  private void start() {
    synchronized (waiting) {
      if (waiting.isEmpty() || pieces >= bounds.inFlight()) {
        return;
      }
      pieces++;
    }
    var piece = new Piece();
    var unused = database.apply(piece::run).whenComplete((ok, failure) -> ended(piece, failure));
  }

  /** One piece of work. What it took is seen by whoever is told that it has ended. */
  private final class Piece {
    private volatile List<T> taken = List.of();

    boolean run(Session session) throws SQLException {
      var items = take();
      taken = items;
      if (!items.isEmpty()) {
        work.run(session, items);
      }
      return true;
    }
  }

  private List<T> take() {
    synchronized (waiting) {
      var items = new ArrayList<T>(Math.min(waiting.size(), bounds.atOnce()));
      var itemsBytes = 0L;
      while (!waiting.isEmpty() && items.size() < bounds.atOnce()) {
        var next = weight.applyAsLong(waiting.getFirst());
        if (!items.isEmpty() && itemsBytes + next > bounds.bytesAtOnce()) {
          break;
        }
        items.add(waiting.removeFirst());
        itemsBytes += next;
      }
      bytes -= itemsBytes;
      return items;
    }
  }

  private void ended(Piece piece, @Nullable Throwable failure) {
    synchronized (waiting) {
      pieces--;
    }
    if (failure == null) {
      if (!piece.taken.isEmpty()) {
        outcome.done(piece.taken);
      }
    } else if (piece.taken.isEmpty()) {
      // it did not even start: what waits would not fare better
      outcome.failed(takeAll(), unwrapped(failure));
    } else {
      undone(piece.taken, unwrapped(failure));
    }
    start();
  }

  private List<T> takeAll() {
    synchronized (waiting) {
      var items = new ArrayList<>(waiting);
      waiting.clear();
      bytes = 0;
      return items;
    }
  }

  /** Nothing of it stands. One item alone is guilty itself; among several, half by half tells. */
  private void undone(List<T> items, Throwable failure) {
    if (items.size() == 1 || !isOfItem(failure)) {
      outcome.failed(items, failure);
      return;
    }
    outcome.halved();
    var middle = items.size() / 2;
    again(items.subList(0, middle));
    again(items.subList(middle, items.size()));
  }

  private void again(List<T> items) {
    var unused =
        database
            .apply(
                session -> {
                  work.run(session, items);
                  return true;
                })
            .whenComplete(
                (ok, failure) -> {
                  if (failure == null) {
                    outcome.done(items);
                  } else {
                    undone(items, unwrapped(failure));
                  }
                });
  }

  private static boolean isOfItem(Throwable failure) {
    if (failure instanceof DatabaseFailure) {
      return false;
    }
    return !(failure instanceof SQLException e
        && e.getSQLState() != null
        && e.getSQLState().length() == 5
        && OF_SERVER.contains(e.getSQLState().substring(0, 2)));
  }

  private static Throwable unwrapped(Throwable failure) {
    var cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
