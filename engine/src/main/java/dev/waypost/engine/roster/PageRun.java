package dev.waypost.engine.roster;

import dev.waypost.engine.recipient.MailingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One activation of a page: which rows are finished, which are due when, and which recipients have
 * an open question. Lives in memory, belongs to one actor; what it loses is asked again.
 */
final class PageRun {
  /**
   * A recipient that had no room for the wish, or whose attempt came to nothing, is asked again
   * after so long.
   */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Map<Integer, RowRef> rows = new HashMap<>();
  private final Map<Integer, Integer> positionByLine = new HashMap<>();
  private final BitSet finished;
  private final Map<Integer, Instant> due;
  private final Map<Integer, Instant> asked = new HashMap<>();

  /** Whose recipients may have a question of this page, now or of a former activation. */
  private final BitSet approached = new BitSet();

  private final PageSettings settings;

  PageRun(List<RowRef> rows, BitSet finished, Map<Integer, Instant> due, PageSettings settings) {
    for (var row : rows) {
      this.rows.put(row.position(), row);
      this.positionByLine.put(row.line(), row.position());
    }
    this.finished = (BitSet) finished.clone();
    this.due = new HashMap<>(due);
    this.settings = settings;
  }

  /** Goes on where the page stands. */
  static PageRun of(Page page, List<RowRef> rows, PageSettings settings) {
    return switch (page) {
      case Page.Fresh fresh -> new PageRun(rows, new BitSet(), Map.of(), settings);
      case Page.Open(var phase, var finished, var due) ->
          switch (phase) {
            case RESTING -> new PageRun(rows, finished, due, settings);
            case DRIVING -> new PageRun(rows, finished, due, settings).approached();
          };
      case Page.Closed(var finished) -> new PageRun(rows, finished, Map.of(), settings);
    };
  }

  /** Nobody knows whom an activation before this one has asked. */
  private PageRun approached() {
    rows.keySet().forEach(approached::set);
    return this;
  }

  /** The rows to ask now, as many as there is room for; they count as asked. */
  List<RowRef> take(Instant now) {
    var taken = new ArrayList<RowRef>();
    for (var row : rows.values()) {
      if (asked.size() >= settings.rowsInFlight()) {
        break;
      }
      var position = row.position();
      var isDue = !due.getOrDefault(position, Instant.MIN).isAfter(now);
      if (!finished.get(position) && !asked.containsKey(position) && isDue) {
        asked.put(position, now);
        approached.set(position);
        taken.add(row);
      }
    }
    return taken;
  }

  /** Rows that were asked and have not answered for too long; they count as asked anew. */
  List<RowRef> overdue(Instant now) {
    var before = now.minus(settings.askAgainAfter());
    var overdue = new ArrayList<RowRef>();
    asked.forEach(
        (position, at) -> {
          if (at.isBefore(before)) {
            overdue.add(row(position));
          }
        });
    overdue.forEach(row -> asked.put(row.position(), now));
    return overdue;
  }

  /** A row's recipient answered. */
  void heard(int position, MailingState state, Optional<Instant> dueAt, Instant now) {
    asked.remove(position);
    due.remove(position);
    switch (state) {
      case DELIVERED, BOUNCED, EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED ->
          finished.set(position);
      case DEFERRED -> due.put(position, dueAt.orElse(now));
      case WAITING, ATTEMPTING -> due.put(position, now.plus(SOON));
      case IN_DOUBT -> due.put(position, now.plus(settings.heldEvery()));
    }
  }

  /**
   * The row is to be asked again at once, whatever was known of it. A question that is open is lost
   * if its recipient went to sleep meanwhile: nobody waits for its answer.
   */
  void reopen(int position) {
    finished.clear(position);
    due.remove(position);
    asked.remove(position);
  }

  /** Nothing is worth waiting for: all unfinished rows are to be asked now. */
  void forgetDue() {
    due.clear();
  }

  /** No recipient has an open question any more, as far as the page cares. */
  void forgetAsked() {
    asked.clear();
  }

  /**
   * All rows whose recipients may have an open question; they count as asked. Others are left
   * asleep: thousands may wait behind the few that were asked.
   */
  List<RowRef> open(Instant now) {
    var open =
        rows.values().stream()
            .filter(row -> approached.get(row.position()) && !finished.get(row.position()))
            .toList();
    open.forEach(row -> asked.put(row.position(), now));
    return open;
  }

  List<RowRef> asked() {
    return asked.keySet().stream().map(this::row).toList();
  }

  Optional<RowRef> atLine(int line) {
    return Optional.ofNullable(positionByLine.get(line)).map(this::row);
  }

  boolean isFinished() {
    return rows.keySet().stream().allMatch(finished::get);
  }

  boolean isQuiet() {
    return asked.isEmpty();
  }

  /**
   * When the next row is due; empty when all are finished. Now or earlier when rows wait to be
   * asked.
   */
  Optional<Instant> nextDue() {
    return rows.keySet().stream()
        .filter(position -> !finished.get(position))
        .map(position -> due.getOrDefault(position, Instant.EPOCH))
        .min(Instant::compareTo);
  }

  int size() {
    return rows.size();
  }

  BitSet finishedPositions() {
    return (BitSet) finished.clone();
  }

  Map<Integer, Instant> duePositions() {
    return Map.copyOf(due);
  }

  private RowRef row(int position) {
    var row = rows.get(position);
    if (row == null) {
      throw new IllegalStateException("the page has no row at position " + position);
    }
    return row;
  }
}
