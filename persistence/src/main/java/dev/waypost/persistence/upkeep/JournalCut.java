package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.store.BulkSql.Kind.BYTES;
import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.roster.Page;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.audit.CutTotals;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.UnreadableEvent;
import dev.waypost.persistence.store.BulkSql;
import dev.waypost.persistence.upkeep.Stay.Reason;
import dev.waypost.persistence.view.CutFigures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
  private static final String OLDEST =
      "SELECT ordering, persistence_id, at FROM journal WHERE ordering > ? AND ordering <= ?"
          + " ORDER BY ordering LIMIT ?";

  private static final BulkSql STATES =
      BulkSql.select(
          "SELECT d.persistence_id AS persistence_id, d.up_to AS up_to,"
              + " d.state_seq_nr AS seq_nr, d.state_type AS type, d.state AS payload"
              + " FROM {list} {join journal_deleted d ON d.persistence_id = {0}}",
          TEXT);

  private static final BulkSql EVENTS =
      BulkSql.select(
          "SELECT j.persistence_id AS persistence_id, j.ordering AS ordering, j.seq_nr AS seq_nr,"
              + " j.at AS at, j.type AS type, j.payload AS payload FROM {list} {join journal j"
              + " ON j.persistence_id = {0} AND j.seq_nr > {1} AND j.seq_nr <= {2}}",
          TEXT, NUMBER, NUMBER);

  private static final BulkSql KEEP_STATE =
      BulkSql.insert(
          "journal_deleted(persistence_id, up_to, state_seq_nr, state_at, state_type, state)",
          "ON CONFLICT(persistence_id) DO UPDATE SET up_to = excluded.up_to,"
              + " state_seq_nr = excluded.state_seq_nr, state_at = excluded.state_at,"
              + " state_type = excluded.state_type, state = excluded.state",
          TEXT,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          BYTES);

  private static final BulkSql DROP_EVENTS = dropUpTo("journal");

  /** The state has taken their place. */
  private static final BulkSql DROP_SNAPSHOTS = dropUpTo("snapshot");

  private static BulkSql dropUpTo(String table) {
    return BulkSql.of(
        "DELETE FROM " + table + " WHERE persistence_id = ? AND seq_nr <= ?",
        "DELETE FROM %s WHERE ctid {in SELECT x.ctid FROM {list} JOIN LATERAL (SELECT t.ctid FROM %s t WHERE t.persistence_id = w.c0 AND t.seq_nr <= w.c1 OFFSET 0) x ON true}"
            .formatted(table, table),
        TEXT,
        NUMBER);
  }

  /** Whose events are cut. */
  enum Class {
    RECIPIENTS("r|"),
    PAGES("p|");

    private final String prefix;

    Class(String prefix) {
      this.prefix = prefix;
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

  private record Place(long ordering, String persistenceId) {}

  private record Event(long ordering, long seqNr, Instant at, int type, byte[] payload) {
    static Event read(ResultSet row) throws SQLException {
      return new Event(
          row.getLong("ordering"),
          row.getLong("seq_nr"),
          Query.time(row, "at"),
          row.getInt("type"),
          row.getBytes("payload"));
    }
  }

  /** What is known of an entity: its state where it was cut, and events behind that. */
  private static final class Entity {
    private final String persistenceId;
    private final List<Event> events = new ArrayList<>();
    private Optional<Object> state = Optional.empty();
    private long from;
    private boolean isForeign;
    private Optional<Stay> stay = Optional.empty();
    private int cut;

    Entity(String persistenceId) {
      this.persistenceId = persistenceId;
    }
  }

  private final EventCodec codec = new EventCodec();
  private final Session session;
  private final Task task;
  private final int eventsAtOnce;
  private final int eventsEach;
  private final CutFigures figures = new CutFigures();
  private final CutTotals totals = new CutTotals();

  /**
   * @param eventsAtOnce of the oldest that are looked at
   * @param eventsEach of an entity that go at a time
   */
  JournalCut(Session session, Task task, int eventsAtOnce, int eventsEach) {
    this.session = session;
    this.task = task;
    this.eventsAtOnce = eventsAtOnce;
    this.eventsEach = eventsEach;
  }

  /** Only looks. */
  Step look(long after, CutFigures.Limits limits) throws SQLException {
    var places = oldest(after, limits);
    var entities = entities(places, limits);
    var gone = new HashMap<Long, Integer>();
    for (var entity : entities.values()) {
      for (var event : entity.events.subList(0, entity.cut)) {
        gone.put(event.ordering(), event.payload().length);
      }
    }
    var cut = places.stream().map(Place::ordering).filter(gone::containsKey).toList();
    var bytes = cut.stream().mapToLong(gone::get).sum();
    return step(after, places, cut.size(), bytes, staying(places, entities, gone.keySet()));
  }

  /** Cuts; in a transaction that holds what the limits say. */
  Step cut(long after, CutFigures.Limits limits) throws SQLException {
    var places = oldest(after, limits);
    var entities = entities(places, limits);
    var keep = KEEP_STATE.in(session);
    var dropEvents = DROP_EVENTS.in(session);
    var dropSnapshots = DROP_SNAPSHOTS.in(session);
    var gone = new HashSet<Long>();
    var cut = 0L;
    var bytes = 0L;
    var isMore = false;
    for (var entity : entities.values()) {
      if (entity.cut == 0) {
        continue;
      }
      var events = entity.events.subList(0, entity.cut);
      var last = events.getLast();
      var state = codec.encode(entity.state.orElseThrow());
      keep.text(entity.persistenceId)
          .number(last.seqNr())
          .number(last.seqNr())
          .number(last.at().toEpochMilli())
          .number(state.type().code())
          .bytes(state.bytes())
          .more();
      dropEvents.text(entity.persistenceId).number(last.seqNr()).more();
      dropSnapshots.text(entity.persistenceId).number(last.seqNr()).more();
      cut += events.size();
      for (var event : events) {
        gone.add(event.ordering());
        bytes += event.payload().length;
      }
      isMore |= entity.stay.isEmpty(); // so many that the next transaction goes on with it
    }
    keep.updateAll();
    dropEvents.updateAll();
    dropSnapshots.updateAll();
    figures.write(session);
    totals.write(session);
    if (cut > 0) {
      Query.of(session, "UPDATE retention SET at = ?, events = events + ?")
          .time(task.at())
          .number(cut)
          .update();
    }
    return isMore
        ? new Step(after, false, cut, bytes, Map.of())
        : step(after, places, cut, bytes, staying(places, entities, gone));
  }

  private Step step(long after, List<Place> places, long cut, long bytes, Map<Stay, Long> stay) {
    var next = places.isEmpty() ? after : places.getLast().ordering();
    return new Step(next, places.size() < eventsAtOnce, cut, bytes, stay);
  }

  private List<Place> oldest(long after, CutFigures.Limits limits) throws SQLException {
    var places = new ArrayList<Place>();
    Query.of(session, OLDEST)
        .number(after)
        .number(upTo(limits))
        .number(eventsAtOnce)
        .eachWhile(
            row ->
                Query.time(row, "at").isBefore(task.before())
                    && places.add(
                        new Place(row.getLong("ordering"), row.getString("persistence_id"))));
    return places;
  }

  /** The newest event of all stays, so that the end of the journal never moves back. */
  private long upTo(CutFigures.Limits limits) throws SQLException {
    var newest =
        Query.of(session, "SELECT max(ordering) AS newest FROM journal")
            .first(row -> row.getLong("newest"))
            .orElse(0L);
    return Math.min(
        newest - 1,
        switch (task.of()) {
          case RECIPIENTS -> limits.toldUpTo();
          case PAGES -> limits.seenUpTo();
        });
  }

  private TreeMap<String, Entity> entities(List<Place> places, CutFigures.Limits limits)
      throws SQLException {
    var entities = new TreeMap<String, Entity>();
    for (var place : places) {
      if (place.persistenceId().startsWith(task.of().prefix)) {
        entities.computeIfAbsent(place.persistenceId(), Entity::new);
      }
    }
    if (!entities.isEmpty()) {
      readStates(entities);
      readEvents(entities);
      var upTo = upTo(limits);
      for (var entity : entities.values()) {
        live(entity, upTo);
      }
    }
    return entities;
  }

  private void readStates(Map<String, Entity> entities) throws SQLException {
    var wanted = STATES.in(session);
    entities.keySet().forEach(id -> wanted.text(id).more());
    wanted
        .asked()
        .each(
            row -> {
              var entity = entities.get(row.getString("persistence_id"));
              var payload = row.getBytes("payload");
              entity.from = row.getLong("seq_nr");
              if (payload == null || entity.from != row.getLong("up_to")) {
                entity.isForeign = true; // deleted otherwise than by a cut
                return;
              }
              entity.state =
                  Optional.of(
                      codec.decode(row.getInt("type"), payload, entity.persistenceId, entity.from));
            });
  }

  private void readEvents(Map<String, Entity> entities) throws SQLException {
    var wanted = EVENTS.in(session);
    entities
        .values()
        .forEach(
            it ->
                wanted.text(it.persistenceId).number(it.from).number(it.from + eventsEach).more());
    wanted
        .asked()
        .each(row -> entities.get(row.getString("persistence_id")).events.add(Event.read(row)));
    entities.values().forEach(entity -> entity.events.sort(Comparator.comparingLong(Event::seqNr)));
  }

  /** Finds how far the entity can be cut, and what it is then. */
  private void live(Entity entity, long upTo) {
    if (entity.isForeign || task.unread().contains(entity.persistenceId)) {
      entity.stay = Optional.of(Stay.because(Reason.EVIDENCE));
      return;
    }
    var life = life(entity);
    var taken = 0;
    for (var event : entity.events) {
      entity.stay = stay(entity, life, event, upTo);
      if (entity.stay.isPresent()) {
        break;
      }
      taken++;
    }
    if (life.isEvidence()) {
      entity.stay = Optional.of(Stay.because(Reason.EVIDENCE));
      return;
    }
    if (entity.events.size() < eventsEach && entity.stay.isEmpty()) {
      entity.stay = Optional.of(Stay.because(Reason.ORDER)); // there is none that stays
    }
    if (taken > 0) {
      entity.cut = taken;
      entity.state = Optional.of(life.state());
      life.count(figures, totals);
    }
  }

  private Optional<Stay> stay(Entity entity, Life life, Event event, long upTo) {
    if (event.ordering() > upTo || !event.at().isBefore(task.before())) {
      return Optional.of(Stay.because(Reason.ORDER));
    }
    try {
      return life.take(
          codec.decode(event.type(), event.payload(), entity.persistenceId, event.seqNr()));
    } catch (UnreadableEvent e) {
      return Optional.of(Stay.because(Reason.EVIDENCE));
    }
  }

  private Life life(Entity entity) {
    return switch (task.of()) {
      case RECIPIENTS ->
          new Life.OfRecipient(
              RecipientId.parse(entity.persistenceId),
              (Recipient) entity.state.orElse(Recipient.EMPTY),
              task.archived(),
              task.foldAfter());
      case PAGES -> new Life.OfPage((Page) entity.state.orElseGet(Page.Fresh::new));
    };
  }

  private Map<Stay, Long> staying(
      List<Place> places, Map<String, Entity> entities, Set<Long> gone) {
    var staying = new HashMap<Stay, Long>();
    for (var place : places) {
      var entity = entities.get(place.persistenceId());
      if (entity != null && !gone.contains(place.ordering())) {
        staying.merge(entity.stay.orElse(Stay.because(Reason.ORDER)), 1L, Long::sum);
      }
    }
    return staying;
  }
}
