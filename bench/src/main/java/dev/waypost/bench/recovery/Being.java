package dev.waypost.bench.recovery;

import dev.waypost.bench.load.Stopwatch;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientEvent;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * A recipient with its real state and events, but without a world: it persists what its life holds
 * next, as often as it is told, one after the other.
 */
final class Being extends EventSourcedBehavior<Being.Go, RecipientEvent, Recipient> {
  /** As nodes do by default. */
  private static final int SNAPSHOT_EVERY = 32;

  private static final Duration FOLD_AFTER = Duration.ofDays(90);
  private static final RecipientEntity.Histories HISTORIES = new RecipientEntity.Histories();

  /**
   * What a plugin is asked for beyond events.
   *
   * @param tags on every event
   */
  record Habit(Snapshots snapshots, Set<String> tags) {
    Habit {
      tags = Set.copyOf(tags);
    }
  }

  enum Snapshots {
    SOME,
    NONE
  }

  /**
   * @param left how many events, at least 1
   * @param sinceNanos when the first was asked for
   * @param took takes the time of each
   * @param done called behind the last
   */
  record Go(int left, long sinceNanos, Stopwatch took, Runnable done) {}

  private final ActorContext<Go> context;
  private final Life life;
  private final Habit habit;

  private Being(int who, Habit habit, ActorContext<Go> context) {
    super(PersistenceId.ofUniqueId(Life.id(who).persistenceId()));
    this.context = context;
    this.life = new Life(who);
    this.habit = habit;
  }

  static Behavior<Go> create(int who, Habit habit) {
    return Behaviors.setup(context -> new Being(who, habit, context));
  }

  @Override
  public Recipient emptyState() {
    return Recipient.EMPTY;
  }

  @Override
  public CommandHandler<Go, RecipientEvent, Recipient> commandHandler() {
    return (state, go) ->
        Effect().persist(life.event(lastSequenceNumber(context) + 1)).thenRun(s -> next(go));
  }

  private void next(Go go) {
    var now = System.nanoTime();
    go.took().took(now - go.sinceNanos());
    if (go.left() == 1) {
      go.done().run();
    } else {
      context.getSelf().tell(new Go(go.left() - 1, now, go.took(), go.done()));
    }
  }

  @Override
  public EventHandler<Recipient, RecipientEvent> eventHandler() {
    return (state, event) -> Recipient.evolve(state, event).folded(event.at().minus(FOLD_AFTER));
  }

  @Override
  public EventAdapter<RecipientEvent, ?> eventAdapter() {
    return HISTORIES;
  }

  @Override
  public Set<String> tagsFor(RecipientEvent event) {
    return habit.tags();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return switch (habit.snapshots()) {
      case SOME -> RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 1);
      case NONE -> RetentionCriteria.disabled();
    };
  }
}
