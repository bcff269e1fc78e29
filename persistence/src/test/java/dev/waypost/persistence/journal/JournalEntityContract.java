package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.AttemptWish;
import dev.waypost.engine.delivery.Attempts;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.MailingRef;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientSettings;
import dev.waypost.engine.roster.Page;
import dev.waypost.engine.roster.PageEvent;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.codec.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real entities on the journal and the snapshots, over lives of the actor system. */
abstract class JournalEntityContract {
  private static final int ENTITIES = 20;
  private static final int LIVES = 4;
  private static final int MARKS_PER_LIFE = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** For answers that may never come. */
  static final Duration BRIEFLY = Duration.ofSeconds(3);

  private final Dialect dialect;
  @TempDir Path folder;

  JournalEntityContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @Test
  void entities_overSeveralLives_rememberWhatWasAcknowledged() {
    var random = new SplittableRandom(42);
    var marks = new HashMap<String, BitSet>();
    for (var life = 0; life < LIVES; life++) {
      try (var test = TestDatabase.open(dialect, folder)) {
        var system = JournalContract.systemOn(test.database());
        var entities = entities(system);
        entities.forEach(
            (id, entity) ->
                assertThat(await(ask(system, entity, Marker.Get::new)))
                    .isEqualTo(marks.getOrDefault(id, new BitSet())));
        var acknowledged = new ArrayList<CompletionStage<Done>>();
        for (var i = 0; i < MARKS_PER_LIFE; i++) {
          var id = id(random.nextInt(ENTITIES));
          var position = random.nextInt(500);
          marks.computeIfAbsent(id, k -> new BitSet()).set(position);
          acknowledged.add(
              ask(system, entities.get(id), replyTo -> new Marker.Mark(position, replyTo)));
        }
        acknowledged.forEach(stage -> assertThat(await(stage)).isEqualTo(Done.done()));
        TestKit.shutdownActorSystem(system);
      }
    }
  }

  @Test
  void recipient_withAThousandEvents_wakesAsItWas() {
    var ann = new RecipientId(SenderId.DEFAULT, new RecipientKey(7, (short) 7));
    var events = new ArrayList<NewEvent>();
    try (var test = TestDatabase.open(dialect, folder)) {
      var setup = JournalContract.setupOn(test.database());
      for (var attempt = 1; attempt <= 500; attempt++) {
        events.add(setup.encode(events.size() + 1, 0, started(attempt)));
        events.add(setup.encode(events.size() + 1, 0, abandoned(attempt)));
      }
      assertThat(await(setup.appends().append(ann.persistenceId(), events))).isTrue();

      var system = JournalContract.systemOn(setup);
      var entity = Adapter.spawnAnonymous(system, RecipientEntity.create(ann, unattended()));
      CompletionStage<RecipientEntity.Portrait> portrait =
          AskPattern.ask(
              entity,
              replyTo -> new RecipientEntity.Get(List.of(Samples.ORIGIN), replyTo),
              PATIENCE,
              Adapter.toTyped(system).scheduler());

      assertThat(await(portrait).mailings())
          .containsExactly(
              new RecipientEntity.MailingPortrait(
                  Samples.ORIGIN, MailingState.WAITING, Optional.empty(), 500));
      TestKit.shutdownActorSystem(system);
    }
  }

  private static RecipientEvent started(int attempt) {
    return new RecipientEvent.AttemptStarted(
        new MailingRef(Samples.ORIGIN, "spring-sale", 1),
        attempt,
        MailingState.WAITING,
        new Incarnation(1),
        Samples.AT,
        Samples.AT,
        Duration.ZERO,
        WhenInDoubt.RETRY);
  }

  private static RecipientEvent abandoned(int attempt) {
    return new RecipientEvent.AttemptAbandoned(
        Samples.ORIGIN, "spring-sale", attempt, MailingState.WAITING, Samples.AT, Reply.NONE);
  }

  /** No snapshots, and nobody who sends. */
  private static RecipientEntity.Surroundings unattended() {
    var none =
        new Attempts() {
          @Override
          public void want(AttemptWish wish) {}

          @Override
          public void withdraw(AttemptId attempt) {}

          @Override
          public void inquire(AttemptId attempt, Incarnation incarnation) {}
        };
    return new RecipientEntity.Surroundings(
        new RecipientSettings(
            new RetrySchedule(Duration.ofMinutes(5), 2, Duration.ofHours(4), Duration.ofDays(3)),
            Duration.ofDays(90),
            10_000),
        none,
        (sender, origin) -> {},
        InstantSource.fixed(Samples.AT),
        () -> Recipient.Expiry.ACTIVE,
        new SplittableRandom(1));
  }

  static Map<String, ActorRef<Marker.Command>> entities(ActorSystem system) {
    var entities = new HashMap<String, ActorRef<Marker.Command>>();
    for (var i = 0; i < ENTITIES; i++) {
      entities.put(id(i), Adapter.spawnAnonymous(system, new Marker(id(i))));
    }
    return entities;
  }

  static String id(int number) {
    return "p|default|AAAAAAAAAAAAAAAA|" + number;
  }

  static <T> CompletionStage<T> ask(
      ActorSystem system,
      ActorRef<Marker.Command> entity,
      Function<ActorRef<T>, Marker.Command> command) {
    return ask(system, entity, command, PATIENCE);
  }

  static <T> CompletionStage<T> ask(
      ActorSystem system,
      ActorRef<Marker.Command> entity,
      Function<ActorRef<T>, Marker.Command> command,
      Duration patience) {
    Scheduler scheduler = Adapter.toTyped(system).scheduler();
    return AskPattern.ask(entity, command, patience, scheduler);
  }

  /** Remembers positions in a page's events, with a snapshot every now and then. */
  static final class Marker
      extends EventSourcedBehaviorWithEnforcedReplies<Marker.Command, PageEvent, Page> {
    sealed interface Command {}

    record Mark(int position, ActorRef<Done> replyTo) implements Command {}

    record Get(ActorRef<BitSet> replyTo) implements Command {}

    Marker(String id) {
      super(
          PersistenceId.ofUniqueId(id),
          SupervisorStrategy.restartWithBackoff(
              Duration.ofMillis(50), Duration.ofMillis(500), 0.2));
    }

    @Override
    public Page emptyState() {
      return new Page.Open(Page.Phase.RESTING, new BitSet(), Map.of());
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(7, 2);
    }

    @Override
    public CommandHandlerWithReply<Command, PageEvent, Page> commandHandler() {
      return this::onCommand;
    }

    @Override
    public EventHandler<Page, PageEvent> eventHandler() {
      return Page::evolve;
    }

    private ReplyEffect<PageEvent, Page> onCommand(Page state, Command command) {
      var finished = ((Page.Open) state).finished();
      return switch (command) {
        case Mark(var position, var replyTo) -> {
          finished.set(position);
          var event = new PageEvent.Checkpointed(finished, Map.of(), Samples.AT, Samples.AT);
          yield Effect().persist(event).thenReply(replyTo, s -> Done.done());
        }
        case Get(var replyTo) -> Effect().reply(replyTo, finished);
      };
    }
  }
}
