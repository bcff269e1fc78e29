package dev.waypost.persistence.upkeep;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.roster.Page;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.UnreadableEvent;
import dev.waypost.persistence.upkeep.CutTables.Place;
import dev.waypost.persistence.upkeep.CutWalk.Settled;
import dev.waypost.persistence.upkeep.Stay.Reason;
import dev.waypost.persistence.view.CutFigures;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one step of a cut finds: some of the oldest events, and with them all other old events of
 * the same entities from their first one on. It only reads, one moment of the database. One thread.
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

    /** The last event that may go. */
    long upTo(CutFigures.Limits limits) {
      return switch (this) {
        case RECIPIENTS -> limits.toldUpTo();
        case PAGES -> limits.seenUpTo();
      };
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
   * What a step found.
   *
   * @param met entities that it looked at; something of some of them goes
   * @param places of old events, all of entities that this step or one before it has settled; empty
   *     when it has to go on at the same place
   * @param next the place where the next one begins
   * @param isEnd whether there is nothing old behind it
   */
  record Found(List<CutEntity> met, List<Place> places, long next, boolean isEnd) {}

  private final EventCodec codec = new EventCodec();
  private final CutTables tables;
  private final Task task;
  private final CutBounds bounds;
  private final long upTo;
  private int events;
  private long bytes;

  JournalCut(Session session, Task task, CutBounds bounds, CutFigures.Limits limits)
      throws SQLException {
    this.tables = new CutTables(session, codec);
    this.task = task;
    this.bounds = bounds;
    // the newest event of all stays, so that the end of the journal never moves back
    this.upTo = Math.min(tables.newest() - 1, task.of().upTo(limits));
  }

  Found find(CutWalk walk) throws SQLException {
    var windowEnd = Math.min(upTo, walk.after() + bounds.window());
    var places = tables.oldest(walk.after(), windowEnd, task, bounds.places());
    var unknown = new TreeMap<String, CutEntity>();
    for (var place : places) {
      if (walk.settled(place.persistenceId()).isEmpty()) {
        unknown.computeIfAbsent(place.persistenceId(), CutEntity::new);
      }
    }
    var met = new ArrayList<CutEntity>();
    for (var some : inGroups(List.copyOf(unknown.values()))) {
      if (isEnough()) {
        break;
      }
      met.addAll(live(some, walk));
    }
    var isWhole =
        met.size() == unknown.size() && met.stream().allMatch(it -> it.stay().isPresent());
    if (!isWhole) {
      return new Found(met, List.of(), walk.after(), false);
    }
    var isFull = places.size() == bounds.places();
    var next = isFull ? places.getLast().ordering() : Math.max(windowEnd, walk.after());
    return new Found(met, places, next, next >= upTo);
  }

  private List<List<CutEntity>> inGroups(List<CutEntity> entities) {
    var groups = new ArrayList<List<CutEntity>>();
    for (var i = 0; i < entities.size(); i += bounds.entities()) {
      groups.add(entities.subList(i, Math.min(entities.size(), i + bounds.entities())));
    }
    return groups;
  }

  private boolean isEnough() {
    return events >= bounds.events() || bytes >= bounds.bytes();
  }

  /** Finds how far these can be cut, and what they are then; of as many as a step takes. */
  private List<CutEntity> live(List<CutEntity> some, CutWalk walk) throws SQLException {
    var entities = byId(some);
    tables.readStates(entities);
    for (var entity : some) {
      walk.rest(entity.persistenceId()).ifPresent(rest -> begin(entity, rest));
      if (task.unread().contains(entity.persistenceId())) {
        entity.stay(Stay.because(Reason.EVIDENCE));
      }
      entity.live(life(entity));
    }
    var going = byId(some.stream().filter(it -> it.stay().isEmpty()).toList());
    if (!going.isEmpty()) {
      tables.readFirsts(
          going,
          (entity, event) -> {
            if (event.ordering() <= walk.after()) {
              entity.setCounted();
            }
            take(entity, event);
          });
    }
    var met = new ArrayList<CutEntity>();
    var group = new ArrayList<CutEntity>();
    var spans = 0;
    for (var entity : some) {
      var span = entity.stay().isPresent() ? 0 : span(entity);
      if (spans + span > bounds.eventsEach()) {
        met.addAll(readOn(group));
        group.clear();
        spans = 0;
        if (isEnough()) {
          return met;
        }
      }
      group.add(entity);
      spans += span;
    }
    met.addAll(readOn(group));
    return met;
  }

  private static void begin(CutEntity entity, CutWalk.Rest rest) {
    entity.beginAt(rest.seqNr(), rest.state());
    if (rest.isCounted()) {
      entity.setCounted();
    }
  }

  /** How many events there are behind the first, of those that a step takes. */
  private int span(CutEntity entity) {
    return (int) Math.max(0, Math.min(bounds.eventsEach(), entity.highest() - entity.from()) - 1);
  }

  private List<CutEntity> readOn(List<CutEntity> group) throws SQLException {
    var more = byId(group.stream().filter(it -> it.stay().isEmpty() && span(it) > 0).toList());
    if (!more.isEmpty()) {
      tables.readOn(more, bounds.eventsEach(), this::take);
    }
    group.forEach(this::conclude);
    return List.copyOf(group);
  }

  private void take(CutEntity entity, CutEntity.Event event) {
    events++;
    bytes += event.payload().length;
    if (entity.stay().isPresent()) {
      return; // behind one that stays
    }
    var stay = stay(entity, event);
    if (stay.isPresent()) {
      entity.stay(stay.get());
    } else {
      entity.goes(event);
    }
  }

  private Optional<Stay> stay(CutEntity entity, CutEntity.Event event) {
    if (event.ordering() > upTo || !event.at().isBefore(task.before())) {
      return Optional.of(Stay.because(Reason.ORDER));
    }
    try {
      return entity
          .life()
          .take(codec.decode(event.type(), event.payload(), entity.persistenceId(), event.seqNr()));
    } catch (UnreadableEvent e) {
      return Optional.of(Stay.because(Reason.EVIDENCE));
    }
  }

  private void conclude(CutEntity entity) {
    if (entity.life().isEvidence()) {
      entity.staysWhole(Stay.because(Reason.EVIDENCE));
    } else if (entity.stay().isEmpty() && entity.gone() == 0) {
      entity.stay(Stay.because(Reason.EVIDENCE)); // it has later events, and not this one
    } else if (entity.stay().isEmpty() && entity.upTo() >= entity.highest()) {
      entity.stay(Stay.because(Reason.ORDER)); // there is none that stays
    }
  }

  private static TreeMap<String, CutEntity> byId(List<CutEntity> entities) {
    var byId = new TreeMap<String, CutEntity>();
    entities.forEach(entity -> byId.put(entity.persistenceId(), entity));
    return byId;
  }

  private Life life(CutEntity entity) {
    return switch (task.of()) {
      case RECIPIENTS ->
          new Life.OfRecipient(
              RecipientId.parse(entity.persistenceId()),
              (Recipient) entity.begin().orElse(Recipient.EMPTY),
              task.archived(),
              task.foldAfter());
      case PAGES -> new Life.OfPage((Page) entity.begin().orElseGet(Page.Fresh::new));
    };
  }

  /** Why old events stay, and how many; once all entities of the step are settled. */
  static Map<Stay, Long> staying(List<Place> places, CutWalk walk) {
    var staying = new HashMap<Stay, Long>();
    for (var place : places) {
      var settled =
          walk.settled(place.persistenceId())
              .orElseGet(() -> new Settled(0, Stay.because(Reason.ORDER)));
      if (place.seqNr() > settled.upTo()) {
        staying.merge(settled.why(), 1L, Long::sum);
      }
    }
    return staying;
  }
}
