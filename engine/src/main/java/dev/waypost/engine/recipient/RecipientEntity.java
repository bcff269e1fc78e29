package dev.waypost.engine.recipient;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.waypost.engine.delivery.AttemptWish;
import dev.waypost.engine.delivery.Attempts;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.Wire;
import dev.waypost.engine.recipient.Recipient.Accept;
import dev.waypost.engine.recipient.Recipient.Circumstances;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.Recipient.Reject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The actor around {@link Recipient}. All that it keeps beside the journalled state may be lost:
 * which wishes for a connection were withdrawn, and which page waits to hear how they stand. Pages
 * ask again.
 */
public final class RecipientEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        RecipientEntity.Command, RecipientEvent, Recipient> {
  private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);
  private static final double BACKOFF_JITTER = 0.2;

  private static final Histories HISTORIES = new Histories();

  /** One for all: there are many recipients in memory. */
  private static final BackoffSupervisorStrategy SUPERVISION =
      SupervisorStrategy.restartWithBackoff(BACKOFF_MIN, BACKOFF_MAX, BACKOFF_JITTER);

  /** What the actor understands. */
  public sealed interface Command extends Wire {}

  /** A request that is answered at once. */
  public record Ask(RecipientRequest request, ActorRef<Answer> replyTo) implements Command {}

  /**
   * Answered when the mailing is not being tried any more: closed, due later, or held. Ask again if
   * no answer comes.
   */
  public record Drive(MailingOrder order, ActorRef<Standing> replyTo) implements Command {}

  /** Takes back what a drive has begun; an attempt in flight goes on. Answered at once. */
  public record Withdraw(Origin origin, ActorRef<Standing> replyTo) implements Command {}

  /** No further try. Answered when none is in flight any more. */
  public record CallOff(MailingId mailing, ActorRef<Standing> replyTo) implements Command {}

  /** The courier holds a connection for the attempt. */
  public record MayBegin(
      MailingOrder order,
      int number,
      Incarnation incarnation,
      Instant date,
      ActorRef<Clearance> replyTo)
      implements Command {}

  /** The courier cannot make the mail. */
  public record CannotMake(MailingOrder order, int number, String reason, ActorRef<Answer> replyTo)
      implements Command {}

  /**
   * How does it stand with these mailings, and with the recipient?
   *
   * @param origins those that have never had an event are not answered
   */
  public record Get(List<Origin> origins, ActorRef<Portrait> replyTo) implements Command {
    public Get {
      origins = List.copyOf(origins);
    }
  }

  /** The answer to a request. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Done.class, name = "done"),
    @JsonSubTypes.Type(value = Rejected.class, name = "rejected"),
  })
  public sealed interface Answer extends Wire {}

  /** It is journalled, now or before. */
  public record Done() implements Answer {}

  public record Rejected(RecipientRejection reason) implements Answer {}

  /**
   * How a mailing stands.
   *
   * @param due when it is to be driven again
   */
  public record Standing(Origin origin, MailingState state, Optional<Instant> due)
      implements Wire {}

  /** Whether the courier may go on. */
  public record Clearance(Ruling ruling) implements Wire {}

  /** What the recipient says to a courier that holds a connection. */
  public enum Ruling {
    BEGIN,
    FORBIDDEN
  }

  /** The mailings that were asked about, and all reasons for sending nothing. */
  public record Portrait(List<MailingPortrait> mailings, List<Suppression> suppressions)
      implements Wire {}

  /** One mailing. */
  public record MailingPortrait(
      Origin origin, MailingState state, Optional<BounceKind> bounce, int attempts) {}

  /** Takes a {@link RecipientHistory} for the events that it holds. */
  public static final class Histories extends EventAdapter<RecipientEvent, Object> {
    @Override
    public Object toJournal(RecipientEvent event) {
      return event;
    }

    @Override
    public String manifest(RecipientEvent event) {
      return "";
    }

    @Override
    public EventSeq<RecipientEvent> fromJournal(Object read, String manifest) {
      return read instanceof RecipientHistory(var events)
          ? EventSeq.create(events)
          : EventSeq.single((RecipientEvent) read);
    }
  }

  /** What a recipient needs from outside. */
  public record Surroundings(
      RecipientSettings settings,
      Attempts attempts,
      Origins origins,
      InstantSource clock,
      Supplier<Expiry> expiry,
      RandomGenerator random) {}

  private final RecipientId id;
  private final Surroundings outside;

  /** Attempts that must not begin, at most one for each mailing. */
  private Map<Origin, Integer> withdrawn = Map.of();

  private Map<Origin, ActorRef<Standing>> watchers = Map.of();

  public static Behavior<Command> create(RecipientId id, Surroundings outside) {
    return new RecipientEntity(id, outside);
  }

  private RecipientEntity(RecipientId id, Surroundings outside) {
    super(PersistenceId.ofUniqueId(id.persistenceId()), SUPERVISION);
    this.id = id;
    this.outside = outside;
  }

  @Override
  public Recipient emptyState() {
    return Recipient.EMPTY;
  }

  @Override
  public CommandHandlerWithReply<Command, RecipientEvent, Recipient> commandHandler() {
    return this::onCommand;
  }

  @Override
  public EventHandler<Recipient, RecipientEvent> eventHandler() {
    return this::onEvent;
  }

  @Override
  public EventAdapter<RecipientEvent, ?> eventAdapter() {
    return HISTORIES;
  }

  /** The time is the event's, so that recovery folds as it was folded live. */
  private Recipient onEvent(Recipient state, RecipientEvent event) {
    return Recipient.evolve(state, event).folded(event.at().minus(outside.settings().foldAfter()));
  }

  @Override
  public SignalHandler<Recipient> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .build();
  }

  /** Snapshots shorten recovery; events stay for views and timelines, until a command cuts them. */
  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(outside.settings().snapshotEvery(), 1);
  }

  private ReplyEffect<RecipientEvent, Recipient> onCommand(Recipient state, Command command) {
    return switch (command) {
      case Ask(var request, var replyTo) -> onAsk(state, request, replyTo);
      case Drive(var order, var replyTo) -> onDrive(state, order, replyTo);
      case Withdraw(var origin, var replyTo) -> onWithdraw(state, origin, replyTo);
      case CallOff(var mailing, var replyTo) -> onCallOff(state, mailing, replyTo);
      case MayBegin begin -> onMayBegin(state, begin);
      case CannotMake cannot -> onCannotMake(state, cannot);
      case Get(var origins, var replyTo) -> Effect().reply(replyTo, portrait(state, origins));
    };
  }

  private ReplyEffect<RecipientEvent, Recipient> onAsk(
      Recipient state, RecipientRequest request, ActorRef<Answer> replyTo) {
    return switch (Recipient.decide(state, request, circumstances())) {
      case Accept(var events) ->
          Effect()
              .persist(events)
              .thenRun(after -> announce(events, after))
              .thenReply(replyTo, after -> new Done());
      case Reject(var reason) -> Effect().reply(replyTo, new Rejected(reason));
    };
  }

  private ReplyEffect<RecipientEvent, Recipient> onDrive(
      Recipient state, MailingOrder order, ActorRef<Standing> replyTo) {
    return switch (Recipient.decide(state, new RecipientRequest.Drive(order), circumstances())) {
      case Accept(var events) ->
          Effect().persist(events).thenRun(after -> stand(after, order, replyTo)).thenNoReply();
      case Reject(var reason) -> throw new IllegalStateException("a drive was refused: " + reason);
    };
  }

  /** Answers a drive, or sees to it that there will be an answer. */
  private void stand(Recipient state, MailingOrder order, ActorRef<Standing> replyTo) {
    var origin = order.origin();
    var now = outside.clock().instant();
    switch (state.stateOf(origin)) {
      case WAITING, DEFERRED -> {
        if (state.dueOf(origin).filter(now::isBefore).isPresent()) {
          replyTo.tell(standing(state, origin));
        } else {
          watchers = with(watchers, origin, replyTo);
          wish(state, order, now);
        }
      }
      case ATTEMPTING -> watch(state, origin, replyTo);
      case DELIVERED, BOUNCED, EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED, IN_DOUBT ->
          replyTo.tell(standing(state, origin));
    }
  }

  /**
   * Whoever asks about an attempt under way hears of its end; the courier is asked about it too.
   */
  private void watch(Recipient state, Origin origin, ActorRef<Standing> replyTo) {
    watchers = with(watchers, origin, replyTo);
    state.attempting().stream().filter(a -> a.id().origin().equals(origin)).forEach(this::inquire);
  }

  private void wish(Recipient state, MailingOrder order, Instant now) {
    var origin = order.origin();
    withdrawn = without(withdrawn, origin);
    outside
        .attempts()
        .want(
            new AttemptWish(
                new AttemptId(id, origin, state.nextAttempt(origin)),
                order,
                state.dateOf(origin, now)));
  }

  private ReplyEffect<RecipientEvent, Recipient> onCallOff(
      Recipient state, MailingId mailing, ActorRef<Standing> replyTo) {
    unwish(state, mailing.origin());
    return switch (Recipient.decide(state, new RecipientRequest.Cancel(mailing), circumstances())) {
      case Accept(var events) ->
          Effect()
              .persist(events)
              .thenRun(after -> calledOff(after, mailing.origin(), replyTo))
              .thenNoReply();
      case Reject(var reason) -> throw new IllegalStateException("a cancel was refused: " + reason);
    };
  }

  private void calledOff(Recipient state, Origin origin, ActorRef<Standing> replyTo) {
    if (state.stateOf(origin) == MailingState.ATTEMPTING) {
      watch(state, origin, replyTo);
    } else {
      replyTo.tell(standing(state, origin));
    }
  }

  /**
   * The courier may be about to ask: what is withdrawn is remembered for as long as this actor
   * lives.
   */
  private void unwish(Recipient state, Origin origin) {
    var next = state.nextAttempt(origin);
    watchers = without(watchers, origin);
    switch (state.stateOf(origin)) {
      case WAITING, DEFERRED -> {
        withdrawn = with(withdrawn, origin, next);
        outside.attempts().withdraw(new AttemptId(id, origin, next));
      }
      case ATTEMPTING,
          DELIVERED,
          BOUNCED,
          EXPIRED,
          SUPPRESSED,
          DUPLICATE,
          FAILED,
          CANCELLED,
          IN_DOUBT -> {}
    }
  }

  private ReplyEffect<RecipientEvent, Recipient> onWithdraw(
      Recipient state, Origin origin, ActorRef<Standing> replyTo) {
    unwish(state, origin);
    return Effect().reply(replyTo, standing(state, origin));
  }

  private ReplyEffect<RecipientEvent, Recipient> onMayBegin(Recipient state, MayBegin begin) {
    if (isWithdrawn(begin.order(), begin.number())) {
      return Effect().reply(begin.replyTo(), new Clearance(Ruling.FORBIDDEN));
    }
    var request =
        new RecipientRequest.Begin(
            begin.order(), begin.number(), begin.incarnation(), begin.date());
    return switch (Recipient.decide(state, request, circumstances())) {
      case Accept(var events) ->
          Effect()
              .persist(events)
              .thenRun(after -> announce(events, after))
              .thenReply(begin.replyTo(), after -> new Clearance(ruling(after, begin)));
      case Reject(var reason) -> Effect().reply(begin.replyTo(), new Clearance(Ruling.FORBIDDEN));
    };
  }

  private boolean isWithdrawn(MailingOrder order, int number) {
    return withdrawn.getOrDefault(order.origin(), 0) == number;
  }

  /** Whether exactly this attempt is the one that is journalled as begun. */
  private static Ruling ruling(Recipient state, MayBegin begin) {
    return state.mailings().get(begin.order().origin()) instanceof Mailing.Attempting attempting
            && attempting.tries().number() == begin.number()
            && attempting.incarnation().equals(begin.incarnation())
        ? Ruling.BEGIN
        : Ruling.FORBIDDEN;
  }

  private ReplyEffect<RecipientEvent, Recipient> onCannotMake(Recipient state, CannotMake cannot) {
    var order = cannot.order();
    if (isWithdrawn(order, cannot.number())
        || state.nextAttempt(order.origin()) != cannot.number()) {
      return Effect().reply(cannot.replyTo(), new Done());
    }
    return onAsk(state, new RecipientRequest.Fail(order, cannot.reason()), cannot.replyTo());
  }

  /**
   * Tells whoever waits for the mailings that moved, and the pages of those that nobody waits for.
   */
  private void announce(List<RecipientEvent> events, Recipient after) {
    for (var event : events) {
      if (event instanceof RecipientEvent.MailingMoved moved
          && after.stateOf(moved.origin()) != MailingState.ATTEMPTING) {
        var watcher = watchers.get(moved.origin());
        watchers = without(watchers, moved.origin());
        if (watcher != null) {
          watcher.tell(standing(after, moved.origin()));
        } else {
          outside.origins().moved(id.sender(), moved.origin());
        }
      }
    }
  }

  /** Attempts that were under way when this actor stopped: the courier knows, or nobody does. */
  private void onRecovered(Recipient state) {
    state.attempting().forEach(this::inquire);
  }

  private void inquire(Mailing.Attempting attempting) {
    outside
        .attempts()
        .inquire(
            new AttemptId(id, attempting.id().origin(), attempting.tries().number()),
            attempting.incarnation());
  }

  /** Most recipients have one open question or none: an empty map costs nothing, and one little. */
  private static <V> Map<Origin, V> with(Map<Origin, V> before, Origin origin, V value) {
    if (before.isEmpty()) {
      return Map.of(origin, value);
    }
    var next = new HashMap<>(before);
    next.put(origin, value);
    return Map.copyOf(next);
  }

  private static <V> Map<Origin, V> without(Map<Origin, V> before, Origin origin) {
    if (!before.containsKey(origin)) {
      return before;
    }
    var next = new HashMap<>(before);
    next.remove(origin);
    return Map.copyOf(next);
  }

  private static Standing standing(Recipient state, Origin origin) {
    return new Standing(origin, state.stateOf(origin), state.dueOf(origin));
  }

  private static Portrait portrait(Recipient state, List<Origin> origins) {
    return new Portrait(
        origins.stream().filter(state::knows).map(origin -> portrait(state, origin)).toList(),
        state.suppressions());
  }

  private static MailingPortrait portrait(Recipient state, Origin origin) {
    return new MailingPortrait(
        origin, state.stateOf(origin), state.bounceOf(origin), state.triesOf(origin));
  }

  private Circumstances circumstances() {
    return new Circumstances(
        outside.clock().instant(),
        outside.settings().retry(),
        outside.expiry().get(),
        outside.random());
  }
}
