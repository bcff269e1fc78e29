package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;

import dev.waypost.engine.recipient.RecipientHistory;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.codec.EventCodec;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.pekko.persistence.PersistentRepr;

/** What an entity is when it wakes, asked as Pekko asks: snapshot, highest number, events. */
public final class Recovery {
  private final EventCodec codec = new EventCodec();
  private final Database database;
  private final JournalSetup setup;

  public Recovery(Database database) {
    this.database = database;
    this.setup = JournalContract.setupOn(database);
  }

  /** An entity as it woke, and the number of its last event. */
  public record Woken<S>(S state, long seqNr) {}

  /** The first of the questions. */
  public Begun begin(String persistenceId) {
    var snapshot = await(setup.wakes().wake(persistenceId)).snapshot();
    return new Begun(
        snapshot.isPresent()
            ? codec.decode(snapshot.get().type(), snapshot.get().payload(), persistenceId, 0)
            : "",
        snapshot.map(RawState::seqNr).orElse(0L));
  }

  /** A recovery that knows its snapshot; empty text for none. */
  public record Begun(Object snapshot, long seqNr) {}

  public <S, E> Woken<S> wake(
      String persistenceId, S empty, Class<E> events, BiFunction<S, E, S> evolve) {
    return end(persistenceId, begin(persistenceId), empty, events, evolve);
  }

  /** The others. */
  @SuppressWarnings("unchecked")
  public <S, E> Woken<S> end(
      String persistenceId, Begun begun, S empty, Class<E> events, BiFunction<S, E, S> evolve) {
    var state = new Object[] {begun.snapshot().equals("") ? empty : begun.snapshot()};
    var highest = await(setup.replays().highest(persistenceId));
    if (highest > begun.seqNr()) {
      await(
          setup
              .replays()
              .replay(
                  persistenceId,
                  begun.seqNr() + 1,
                  highest,
                  Long.MAX_VALUE,
                  (PersistentRepr event) ->
                      unfolded(event.payload())
                          .forEach(one -> state[0] = evolve.apply((S) state[0], events.cast(one))))
              .thenApply(done -> 1));
    }
    return new Woken<>((S) state[0], highest);
  }

  /** As the entity's adapter does: a recipient's past comes in one message. */
  private static List<?> unfolded(Object payload) {
    return payload instanceof RecipientHistory(var events) ? events : List.of(payload);
  }

  /** Those that a look-up for an announcement finds to have no history. */
  public List<String> newcomers(List<String> persistenceIds) {
    return await(database.read(session -> PastRead.withoutAny(session, persistenceIds)));
  }

  /** As an entity saves it. */
  public void save(String persistenceId, long seqNr, Instant at, Object state) {
    await(setup.saves().save(persistenceId, seqNr, at.toEpochMilli(), codec.encode(state)));
  }
}
