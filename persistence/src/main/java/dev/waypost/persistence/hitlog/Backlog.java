package dev.waypost.persistence.hitlog;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitLog.LogId;
import dev.waypost.engine.link.HitLog.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One recipient's hits that wait for the engine, in order, at most one list of them under way. */
final class Backlog {
  /** Why a hit is handed over, which decides how it counts. */
  enum Errand {
    /** For the first time, as far as the log knows. */
    FRESH,
    /** Confirmed before the start. */
    AGAIN,
    /** Before its turn; it comes again when its turn comes. */
    AHEAD
  }

  /** What the backlog is doing. */
  enum State {
    IDLE,
    READY,
    UNDER_WAY,
    BACKING_OFF
  }

  /** A hit that waits; it stands in the window, too, unless it is ahead of it. */
  static final class Entry {
    final LogId log;
    final LoggedHit hit;
    final Errand errand;
    boolean done;

    Entry(LogId log, LoggedHit hit, Errand errand) {
      this.log = log;
      this.hit = hit;
      this.errand = errand;
    }

    Position position() {
      return new Position(log, hit.number());
    }

    Confirmed mark() {
      return new Confirmed(log.generation(), hit.number());
    }
  }

  final RecipientKey recipient;
  final Deque<Entry> waiting = new ArrayDeque<>();
  List<Entry> underWay = List.of();
  State state = State.IDLE;
  int failures;

  /** Whether somebody waits for a hit of this recipient. */
  boolean urgent;

  /** Up to where hits were taken in before their turn. */
  Confirmed ahead = Confirmed.NOTHING;

  Backlog(RecipientKey recipient) {
    this.recipient = recipient;
  }

  /** The list to hand over now: the one that failed, or the next of one log and errand. */
  List<Entry> nextList(int most) {
    if (underWay.isEmpty()) {
      var list = new ArrayList<Entry>();
      var first = waiting.getFirst();
      while (!waiting.isEmpty()
          && list.size() < most
          && waiting.getFirst().log.equals(first.log)
          && waiting.getFirst().errand == first.errand) {
        list.add(waiting.removeFirst());
      }
      underWay = list;
    }
    return underWay;
  }

  boolean holds(Position position) {
    return underWay.stream().anyMatch(e -> e.position().equals(position))
        || waiting.stream().anyMatch(e -> e.position().equals(position));
  }
}
