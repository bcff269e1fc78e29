package dev.waypost.persistence.upkeep;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.roster.Page;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.audit.CutTotals;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.UnreadableEvent;
import dev.waypost.persistence.upkeep.CutTables.Place;
import dev.waypost.persistence.upkeep.Stay.Reason;
import dev.waypost.persistence.view.CutFigures;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One transaction of a cut: some of the oldest events, and with them all other old events of the
 * same entities from their first one on. One thread.
 */
final class JournalCut {
  /** Whose events are cut. */
  enum Class {
    RECIPIENTS("r|"),
    PAGES("p|");

    private final String prefix;

    Class(String prefix) {
      this.prefix = prefix;
    }

    /** What their names begin with. */
    String prefix() {
      return prefix;
    }
  }

  /**
   * What is to be cut.
   *
   * @param before events from then on are young
   * @param archived campaigns whose rows are gone, and what they mailed
   * @param unread entities with an event that a view could not read
   * @param at when the command runs
   */
  record Task(
      Class of,
      Instant before,
      Duration foldAfter,
      Map<CampaignId, MailKind> archived,
      Set<String> unread,
      Instant at) {}

  /**
   * What a transaction did, or would do.
   *
   * @param next behind which event the next one begins
   * @param isEnd whether there is nothing old behind it
   * @param cut events that are gone, and their bytes
   * @param stay events that are old and stay
   */
  record Step(long next, boolean isEnd, long cut, long bytes, Map<Stay, Long> stay) {}

  private final EventCodec codec = new EventCodec();
  private final CutFigures figures = new CutFigures();
  private final CutTotals totals = new CutTotals();
  private final Session session;
  private final CutTables tables;
  private final Task task;
  private final int eventsAtOnce;
  private final int eventsEach;

  /**
   * @param eventsAtOnce of the oldest that are looked at
   * @param eventsEach of an entity that go at a time
   */
  JournalCut(Session session, Task task, int eventsAtOnce, int eventsEach) {
    this.session = session;
    this.tables = new CutTables(session, codec);
    this.task = task;
    this.eventsAtOnce = eventsAtOnce;
    this.eventsEach = eventsEach;
  }

  /** Only looks. */
  Step look(long after, CutFigures.Limits limits) throws SQLException {
    var upTo = upTo(limits);
    var places = tables.oldest(after, upTo, task.before(), eventsAtOnce);
    var entities = entities(places, upTo);
    var gone = bytesOfGone(entities);
    var cut = places.stream().map(Place::ordering).filter(gone::containsKey).toList();
    var bytes = cut.stream().mapToLong(gone::get).sum();
    return step(after, places, cut.size(), bytes, staying(places, entities, gone.keySet()));
  }

  /** Cuts; in a transaction that holds what the limits say. */
  Step cut(long after, CutFigures.Limits limits) throws SQLException {
    var upTo = upTo(limits);
    var places = tables.oldest(after, upTo, task.before(), eventsAtOnce);
    var entities = entities(places, upTo);
    tables.write(entities.values(), task.at());
    figures.write(session);
    totals.write(session);
    var gone = bytesOfGone(entities);
    var bytes = gone.values().stream().mapToLong(n -> n).sum();
    var isMore = entities.values().stream().anyMatch(entity -> entity.stay().isEmpty());
    return isMore // of one of them, so the next transaction goes on with it
        ? new Step(after, false, gone.size(), bytes, Map.of())
        : step(after, places, gone.size(), bytes, staying(places, entities, gone.keySet()));
  }

  private static Map<Long, Integer> bytesOfGone(Map<String, CutEntity> entities) {
    var gone = new HashMap<Long, Integer>();
    for (var entity : entities.values()) {
      entity.gone().forEach(event -> gone.put(event.ordering(), event.payload().length));
    }
    return gone;
  }

  private Step step(long after, List<Place> places, long cut, long bytes, Map<Stay, Long> stay) {
    var next = places.isEmpty() ? after : places.getLast().ordering();
    return new Step(next, places.size() < eventsAtOnce, cut, bytes, stay);
  }

  /** The newest event of all stays, so that the end of the journal never moves back. */
  private long upTo(CutFigures.Limits limits) throws SQLException {
    return Math.min(
        tables.newest() - 1,
        switch (task.of()) {
          case RECIPIENTS -> limits.toldUpTo();
          case PAGES -> limits.seenUpTo();
        });
  }

  private TreeMap<String, CutEntity> entities(List<Place> places, long upTo) throws SQLException {
    var entities = new TreeMap<String, CutEntity>();
    for (var place : places) {
      if (place.persistenceId().startsWith(task.of().prefix())) {
        entities.computeIfAbsent(place.persistenceId(), CutEntity::new);
      }
    }
    if (!entities.isEmpty()) {
      tables.read(entities, eventsEach);
      entities.values().forEach(entity -> live(entity, upTo));
    }
    return entities;
  }

  /** Finds how far the entity can be cut, and what it is then. */
  private void live(CutEntity entity, long upTo) {
    if (entity.isForeign() || task.unread().contains(entity.persistenceId())) {
      entity.stay(Stay.because(Reason.EVIDENCE));
      return;
    }
    var life = life(entity);
    var taken = 0;
    for (var event : entity.events()) {
      var stay = stay(entity, life, event, upTo);
      if (stay.isPresent()) {
        entity.stay(stay.get());
        break;
      }
      taken++;
    }
    if (life.isEvidence()) {
      entity.stay(Stay.because(Reason.EVIDENCE));
      return;
    }
    if (entity.events().size() < eventsEach && entity.stay().isEmpty()) {
      entity.stay(Stay.because(Reason.ORDER)); // there is none that stays
    }
    if (taken > 0) {
      entity.cut(taken, life.state());
      life.count(figures, totals);
    }
  }

  private Optional<Stay> stay(CutEntity entity, Life life, CutEntity.Event event, long upTo) {
    if (event.ordering() > upTo || !event.at().isBefore(task.before())) {
      return Optional.of(Stay.because(Reason.ORDER));
    }
    try {
      return life.take(
          codec.decode(event.type(), event.payload(), entity.persistenceId(), event.seqNr()));
    } catch (UnreadableEvent e) {
      return Optional.of(Stay.because(Reason.EVIDENCE));
    }
  }

  private Life life(CutEntity entity) {
    return switch (task.of()) {
      case RECIPIENTS ->
          new Life.OfRecipient(
              RecipientId.parse(entity.persistenceId()),
              (Recipient) entity.state().orElse(Recipient.EMPTY),
              task.archived(),
              task.foldAfter());
      case PAGES -> new Life.OfPage((Page) entity.state().orElseGet(Page.Fresh::new));
    };
  }

  private static Map<Stay, Long> staying(
      List<Place> places, Map<String, CutEntity> entities, Set<Long> gone) {
    var staying = new HashMap<Stay, Long>();
    for (var place : places) {
      var entity = entities.get(place.persistenceId());
      if (entity != null && !gone.contains(place.ordering())) {
        staying.merge(entity.stay().orElse(Stay.because(Reason.ORDER)), 1L, Long::sum);
      }
    }
    return staying;
  }
}
