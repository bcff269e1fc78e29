package dev.waypost.persistence.codec;

import dev.waypost.engine.roster.Page;
import dev.waypost.engine.roster.PageEvent;
import dev.waypost.engine.roster.PageEvent.Checkpointed;
import dev.waypost.engine.roster.PageEvent.Closed;
import dev.waypost.engine.roster.PageEvent.Driven;
import dev.waypost.engine.roster.PageEvent.Reopened;
import dev.waypost.engine.roster.PageEvent.Rested;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The fields of a page's events and of its snapshot, in their order. */
final class PageFields {
  private enum Kind {
    FRESH,
    OPEN,
    CLOSED
  }

  private PageFields() {}

  static EventType write(PageEvent event, FieldWriter to) {
    return switch (event) {
      case Driven e -> {
        to.instant(e.at()).instant(e.wakeAt(), e.at());
        yield EventType.PAGE_DRIVEN;
      }
      case Checkpointed e -> {
        due(e.due(), e.at(), to.instant(e.at()).bits(e.finished()));
        to.instant(e.wakeAt(), e.at());
        yield EventType.PAGE_CHECKPOINTED;
      }
      case Rested e -> {
        due(e.due(), e.at(), to.instant(e.at()).bits(e.finished()));
        to.optional(e.wakeAt(), (at, t) -> t.instant(at));
        yield EventType.PAGE_RESTED;
      }
      case Closed e -> {
        to.instant(e.at());
        yield EventType.PAGE_CLOSED;
      }
      case Reopened e -> {
        to.number(e.position()).instant(e.at()).instant(e.wakeAt(), e.at());
        yield EventType.PAGE_REOPENED;
      }
    };
  }

  static Driven driven(FieldReader from) {
    var at = from.instant();
    return new Driven(at, from.instant(at));
  }

  static Checkpointed checkpointed(FieldReader from) {
    var at = from.instant();
    return new Checkpointed(from.bits(), due(from, at), at, from.instant(at));
  }

  static Rested rested(FieldReader from) {
    var at = from.instant();
    return new Rested(from.bits(), due(from, at), at, from.optional(f -> f.instant()));
  }

  static Reopened reopened(FieldReader from) {
    var position = from.integer();
    var at = from.instant();
    return new Reopened(position, at, from.instant(at));
  }

  static void write(Page state, FieldWriter to) {
    switch (state) {
      case Page.Fresh fresh -> to.constant(Kind.FRESH);
      case Page.Open open ->
          due(
              open.due(),
              Instant.EPOCH,
              to.constant(Kind.OPEN).constant(open.phase()).bits(open.finished()));
      case Page.Closed closed -> to.constant(Kind.CLOSED).bits(closed.finished());
    }
  }

  static Page read(FieldReader from) {
    return switch (from.constant(Kind.class)) {
      case FRESH -> new Page.Fresh();
      case OPEN ->
          new Page.Open(from.constant(Page.Phase.class), from.bits(), due(from, Instant.EPOCH));
      case CLOSED -> new Page.Closed(from.bits());
    };
  }

  /** By position, so that the same state has the same bytes. */
  private static void due(Map<Integer, Instant> due, Instant at, FieldWriter to) {
    to.each(
        new TreeMap<>(due).entrySet(),
        (entry, t) -> t.number(entry.getKey()).instant(entry.getValue(), at));
  }

  private static Map<Integer, Instant> due(FieldReader from, Instant at) {
    var due = new HashMap<Integer, Instant>();
    from.each(f -> Map.entry(f.integer(), f.instant(at)))
        .forEach(e -> due.put(e.getKey(), e.getValue()));
    return due;
  }
}
