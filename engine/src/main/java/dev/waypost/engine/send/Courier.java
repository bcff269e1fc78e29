package dev.waypost.engine.send;

import dev.waypost.engine.delivery.AttemptWish;
import dev.waypost.engine.delivery.Envelope;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.Transport;
import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.TrackedUrls;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Owns the attempts of one node. For each: make the mail, hold a connection, ask the recipient
 * whether the attempt may begin (which journals it), send, and report the outcome until the
 * recipient has journalled that too. Only then is the connection free for the next.
 *
 * <pre>
 *   wish -> waiting -> making -> connecting -> asking -> sending -> reporting -> gone
 *                        |           |            | forbidden          ^
 *                        |           |            +--> gone            |
 *                        |           +--> waiting (no connection now)  |
 *                        +--------------------- cannot be made --------+
 * </pre>
 *
 * A recipient that recovers in the middle of an attempt inquires here. What this courier does not
 * know nobody knows: it is in doubt.
 */
public final class Courier {
  private static final String WAKE = "wake";
  private static final String PACE = "pace";

  /** What tells a test mail from the real one, for filters. */
  private static final RenderedMail.Header TEST = new RenderedMail.Header("X-Waypost-Test", "1");

  /** What the actor understands; local to its node. */
  public sealed interface Command {}

  public record Want(AttemptWish wish) implements Command {}

  public record Withdraw(AttemptId attempt) implements Command {}

  public record Inquire(AttemptId attempt, Incarnation incarnation) implements Command {}

  /** Begin nothing more; say when nothing is under way. */
  public record Drain(ActorRef<Drained> replyTo) implements Command {}

  /** Nothing is under way any more. */
  public record Drained() {}

  private record Made(AttemptWish wish, Mail mail) implements Command {}

  private record NotMade(AttemptWish wish, String reason) implements Command {}

  private record CannotSay(AttemptWish wish) implements Command {}

  private record Connected(AttemptWish wish, Mail mail, Transport.Connection connection)
      implements Command {}

  private record NotConnected(AttemptWish wish, String why) implements Command {}

  private record Ruled(AttemptId attempt, RecipientEntity.Ruling ruling) implements Command {}

  private record Ended(AttemptId attempt, Outcome outcome) implements Command {}

  private record Reported(AttemptId attempt) implements Command {}

  private record Unreported(Report report) implements Command {}

  private record Repeat(Report report) implements Command {}

  private record TryConnections() implements Command {}

  private record Mail(Envelope envelope, byte[] bytes) {}

  /** An attempt that holds a permit; the connection once there is one. */
  private record Holding(Mail mail, Transport.Connection connection) {}

  /** What the recipient has to be told, and how long to wait before the next time. */
  private record Report(AttemptId attempt, Message what, Duration pause) {}

  private sealed interface Message {}

  private record Conclusion(Outcome outcome) implements Message {}

  private record Fault(MailingOrder order, String reason) implements Message {}

  /** Made and rendered, or not: what comes of preparing a mail. */
  private sealed interface Preparation {}

  private record Prepared(Mail mail) implements Preparation {}

  private record Unpreparable(String reason) implements Preparation {}

  /** What a courier needs from outside. */
  public record Surroundings(
      CourierSettings settings,
      Incarnation incarnation,
      Predicate<Incarnation> livesElsewhere,
      Transport transport,
      Rows rows,
      Catalogue catalogue,
      TrackedUrls urls,
      RecipientDoor recipients,
      Executor renderers,
      LongSupplier nanos,
      CourierGauges gauges) {}

  private final Surroundings outside;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final SequencedMap<AttemptId, AttemptWish> waiting = new LinkedHashMap<>();
  private final Map<AttemptId, Optional<Holding>> underWay = new HashMap<>();
  private final List<ActorRef<Drained>> drains = new ArrayList<>();
  private final Pacer pacer;
  private Duration reconnect = Duration.ZERO;

  public static Behavior<Command> create(Surroundings outside) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Courier(outside, context, timers).running()));
  }

  private Courier(
      Surroundings outside, ActorContext<Command> context, TimerScheduler<Command> timers) {
    this.outside = outside;
    this.context = context;
    this.timers = timers;
    this.pacer = new Pacer(outside.settings().pace(), outside.nanos());
  }

  private Behavior<Command> running() {
    return Behaviors.receiveMessage(
        command -> {
          on(command);
          outside.gauges().underWay.set(underWay.size());
          outside.gauges().waiting.set(waiting.size());
          return Behaviors.same();
        });
  }

  private void on(Command command) {
    switch (command) {
      case Want(var wish) -> onWant(wish);
      case Withdraw(var attempt) -> waiting.remove(attempt);
      case Inquire(var attempt, var incarnation) -> onInquire(attempt, incarnation);
      case Drain(var replyTo) -> onDrain(replyTo);
      case Made(var wish, var mail) -> onMade(wish, mail);
      case NotMade(var wish, var reason) -> report(wish.attempt(), new Fault(wish.order(), reason));
      case CannotSay(var wish) -> free(wish.attempt());
      case Connected connected -> onConnected(connected);
      case NotConnected(var wish, var why) -> onNotConnected(wish, why);
      case Ruled(var attempt, var ruling) -> onRuled(attempt, ruling);
      case Ended(var attempt, var outcome) -> report(attempt, new Conclusion(outcome));
      case Reported(var attempt) -> onReported(attempt);
      case Unreported(var report) -> repeatLater(report);
      case Repeat(var report) -> send(report);
      case TryConnections again -> pump();
    }
  }

  private void onWant(AttemptWish wish) {
    if (underWay.containsKey(wish.attempt()) || !drains.isEmpty()) {
      return;
    }
    if (!waiting.containsKey(wish.attempt())) {
      if (waiting.size() >= outside.settings().wishesMax()) {
        outside.gauges().dropped.increment();
        return;
      }
    }
    waiting.put(wish.attempt(), wish);
    pump();
  }

  /**
   * Begins as many wishes as there are permits and the pace allows, unless there is no connection
   * to be had now.
   */
  private void pump() {
    while (underWay.size() < permits() && !waiting.isEmpty() && !timers.isTimerActive(WAKE)) {
      var rest = pacer.rest();
      if (rest.isPositive()) {
        if (!timers.isTimerActive(PACE)) {
          timers.startSingleTimer(PACE, new TryConnections(), rest);
        }
        return;
      }
      pacer.begin();
      var wish = waiting.pollFirstEntry().getValue();
      underWay.put(wish.attempt(), Optional.empty());
      make(wish);
    }
  }

  /** While the last connection failed, one attempt at a time finds out whether it goes again. */
  private int permits() {
    return reconnect.isZero() ? outside.settings().connections() : 1;
  }

  private void make(AttemptWish wish) {
    var recipient = wish.attempt().recipient();
    var row = outside.rows().find(recipient.sender(), wish.attempt().origin());
    var content = outside.catalogue().find(wish.order().content());
    var made =
        row.thenCombineAsync(
            content,
            (found, compiled) ->
                found
                    .map(r -> prepareSafely(wish, r, compiled))
                    .orElseGet(() -> new Unpreparable("the row has been erased")),
            outside.renderers());
    context.pipeToSelf(
        made,
        (prepared, failure) ->
            failure != null
                ? new CannotSay(wish)
                : switch (prepared) {
                  case Prepared(var mail) -> new Made(wish, mail);
                  case Unpreparable(var reason) -> new NotMade(wish, reason);
                });
  }

  /** One poisoned row must not be tried for ever, and its text must not get into the journal. */
  private Preparation prepareSafely(AttemptWish wish, MailRow row, CompiledContent content) {
    try {
      return prepare(wish, row, content);
    } catch (RuntimeException e) {
      return new Unpreparable("making the mail failed with " + e.getClass().getSimpleName());
    }
  }

  private Preparation prepare(AttemptWish wish, MailRow row, CompiledContent content) {
    var stage = wish.attempt().origin().isTest() ? Token.Stage.TEST : Token.Stage.REAL;
    return switch (content.render(row, stage, outside.urls())) {
      case Rendering.Rendered(var mail) ->
          new Prepared(
              new Mail(
                  new Envelope(mail.from().address(), mail.to().address()),
                  switch (stage) {
                    case REAL ->
                        MimeWriter.write(
                            mail, wish.date(), MessageIds.of(mail, row, wish.campaign()));
                    case TEST ->
                        MimeWriter.write(
                            mail.with(TEST),
                            wish.date(),
                            MessageIds.ofTest(mail, row, wish.campaign()));
                  }));
      case Rendering.Unrenderable(var reason, var detail) -> new Unpreparable(detail);
    };
  }

  private void onMade(AttemptWish wish, Mail mail) {
    if (!drains.isEmpty()) {
      free(wish.attempt());
      return;
    }
    context.pipeToSelf(
        outside.transport().connect(mail.envelope().to().domain()),
        (connection, failure) ->
            failure == null
                ? new Connected(wish, mail, connection)
                : new NotConnected(wish, String.valueOf(unwrapped(failure).getMessage())));
  }

  private void onConnected(Connected connected) {
    reconnect = Duration.ZERO;
    outside.gauges().unavailable = Optional.empty();
    var wish = connected.wish();
    var attempt = wish.attempt();
    underWay.put(attempt, Optional.of(new Holding(connected.mail(), connected.connection())));
    if (!drains.isEmpty()) {
      free(attempt);
      return;
    }
    CompletionStage<RecipientEntity.Clearance> clearance =
        outside
            .recipients()
            .ask(
                attempt.recipient(),
                replyTo ->
                    new RecipientEntity.MayBegin(
                        wish.order(),
                        attempt.number(),
                        outside.incarnation(),
                        wish.date(),
                        replyTo));
    context.pipeToSelf(
        clearance,
        (ruled, failure) ->
            failure == null
                ? new Ruled(attempt, ruled.ruling())
                : new Ended(attempt, untried("the recipient did not answer")));
    pump();
  }

  /** Nothing was said about any mail: the wish waits on, and with it all others. */
  private void onNotConnected(AttemptWish wish, String why) {
    underWay.remove(wish.attempt());
    if (drains.isEmpty()) {
      waiting.putFirst(wish.attempt(), wish);
    }
    if (outside.gauges().unavailable().filter(why::equals).isEmpty()) {
      context.getLog().warn("No mail goes out: {}", why);
      outside.gauges().unavailable = Optional.of(why);
    }
    if (!timers.isTimerActive(WAKE)) {
      reconnect =
          longer(reconnect, outside.settings().reconnectMin(), outside.settings().reconnectMax());
      timers.startSingleTimer(WAKE, new TryConnections(), reconnect);
    }
    answerDrains();
  }

  private void onRuled(AttemptId attempt, RecipientEntity.Ruling ruling) {
    var holding = underWay.getOrDefault(attempt, Optional.empty());
    if (holding.isEmpty()) {
      return;
    }
    switch (ruling) {
      case FORBIDDEN -> free(attempt);
      case BEGIN ->
          context.pipeToSelf(
              holding
                  .get()
                  .connection()
                  .send(holding.get().mail().envelope(), holding.get().mail().bytes()),
              (outcome, failure) ->
                  new Ended(
                      attempt,
                      failure == null
                          ? outcome
                          : new Outcome.InDoubt(Reply.local("the transport failed unexpectedly"))));
    }
  }

  private void onInquire(AttemptId attempt, Incarnation incarnation) {
    var isKnown = incarnation.equals(outside.incarnation()) && underWay.containsKey(attempt);
    if (!isKnown && !outside.livesElsewhere().test(incarnation)) {
      send(
          new Report(
              attempt,
              new Conclusion(
                  new Outcome.InDoubt(
                      Reply.local("the sending process died"), Outcome.Doubt.SENDER_DIED)),
              outside.settings().repeatMin()));
    }
  }

  private void report(AttemptId attempt, Message what) {
    send(new Report(attempt, what, outside.settings().repeatMin()));
  }

  /** Tells the recipient, again and again until it has journalled it. */
  private void send(Report report) {
    var attempt = report.attempt();
    CompletionStage<RecipientEntity.Answer> answer =
        outside
            .recipients()
            .ask(
                attempt.recipient(),
                replyTo ->
                    switch (report.what()) {
                      case Conclusion(var outcome) ->
                          new RecipientEntity.Ask(
                              new RecipientRequest.Conclude(
                                  attempt.origin(), attempt.number(), outcome),
                              replyTo);
                      case Fault(var order, var reason) ->
                          new RecipientEntity.CannotMake(order, attempt.number(), reason, replyTo);
                    });
    context.pipeToSelf(
        answer,
        (done, failure) -> failure == null ? new Reported(attempt) : new Unreported(report));
  }

  private void repeatLater(Report report) {
    var settings = outside.settings();
    var next = longer(report.pause(), settings.repeatMin(), settings.repeatMax());
    timers.startSingleTimer(
        report.attempt(),
        new Repeat(new Report(report.attempt(), report.what(), next)),
        report.pause());
  }

  private void onReported(AttemptId attempt) {
    timers.cancel(attempt);
    free(attempt);
  }

  private void free(AttemptId attempt) {
    var holding = underWay.remove(attempt);
    if (holding != null) {
      holding.ifPresent(h -> h.connection().release());
    }
    pump();
    answerDrains();
  }

  private void onDrain(ActorRef<Drained> replyTo) {
    drains.add(replyTo);
    waiting.clear();
    answerDrains();
  }

  private void answerDrains() {
    if (underWay.isEmpty()) {
      drains.forEach(replyTo -> replyTo.tell(new Drained()));
    }
  }

  private static Outcome untried(String why) {
    return new Outcome.Untried(Reply.local(why));
  }

  private static Duration longer(Duration before, Duration min, Duration max) {
    var doubled = before.isZero() ? min : before.multipliedBy(2);
    return doubled.compareTo(max) > 0 ? max : doubled;
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
