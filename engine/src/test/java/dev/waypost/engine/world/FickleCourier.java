package dev.waypost.engine.world;

import dev.waypost.engine.delivery.AttemptWish;
import dev.waypost.engine.delivery.Attempts;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.id.AttemptId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Owns attempts as the real courier does, without mails and connections: drops wishes, finds no
 * connection, lets attempts end in every way, dies with what it knows, and answers for attempts
 * that it does not know that they are in doubt. Remembers what the other side has taken.
 */
final class FickleCourier {
  private static final String ME = "courier";
  private static final int CONNECTIONS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration RECONNECT = Duration.ofSeconds(2);

  /** How recipients are told, and how they answer. */
  interface Door {
    void tell(RecipientId recipient, RecipientEntity.Command command);

    <T> ActorRef<T> ear(RecipientId recipient, Consumer<T> answer);
  }

  private final Random random;
  private final SteppedSystem stepped;
  private final Switchboard board;
  private final Door door;
  private final SequencedMap<AttemptId, AttemptWish> waiting = new LinkedHashMap<>();
  private final Set<AttemptId> underWay = new HashSet<>();
  private final Map<Origin, Integer> taken = new HashMap<>();
  private Incarnation incarnation = new Incarnation(1);
  private boolean fickle = true;

  FickleCourier(Random random, SteppedSystem stepped, Switchboard board, Door door) {
    this.random = random;
    this.stepped = stepped;
    this.board = board;
    this.door = door;
  }

  /** From now on wishes are kept, and attempts end well or are deferred. */
  void calm() {
    fickle = false;
  }

  /** The process is another one, and knows nothing of what the former did. */
  void die() {
    incarnation = new Incarnation(incarnation.value() + 1);
    waiting.clear();
    underWay.clear();
  }

  /** How often the other side has taken the mail. */
  int taken(Origin origin) {
    return taken.getOrDefault(origin, 0);
  }

  Attempts attempts(RecipientId recipient) {
    return new Attempts() {
      @Override
      public void want(AttemptWish wish) {
        hear(recipient, () -> onWant(wish));
      }

      @Override
      public void withdraw(AttemptId attempt) {
        hear(recipient, () -> waiting.remove(attempt));
      }

      @Override
      public void inquire(AttemptId attempt, Incarnation of) {
        hear(recipient, () -> onInquire(attempt, of));
      }
    };
  }

  private void hear(RecipientId from, Runnable message) {
    board.post(from.persistenceId(), ME, message);
  }

  private void onWant(AttemptWish wish) {
    if (underWay.contains(wish.attempt()) || chance(0.1)) {
      return; // under way, or no room
    }
    waiting.put(wish.attempt(), wish);
    pump();
  }

  private void pump() {
    while (underWay.size() < CONNECTIONS && !waiting.isEmpty()) {
      var wish = waiting.pollFirstEntry().getValue();
      underWay.add(wish.attempt());
      soon(() -> connect(wish));
    }
  }

  private void connect(AttemptWish wish) {
    var attempt = wish.attempt();
    if (chance(0.05)) { // no connection
      underWay.remove(attempt);
      waiting.putFirst(attempt, wish);
      later(RECONNECT, this::pump);
    } else if (chance(0.04)) { // the row cannot be read now
      free(attempt);
    } else if (chance(0.03)) {
      report(
          attempt,
          replyTo ->
              new RecipientEntity.CannotMake(wish.order(), attempt.number(), "poison", replyTo));
    } else {
      this.<RecipientEntity.Clearance>ask(
          attempt,
          replyTo ->
              new RecipientEntity.MayBegin(
                  wish.order(), attempt.number(), incarnation, wish.date(), replyTo),
          clearance -> onRuled(attempt, clearance.ruling()),
          () -> conclude(attempt, new Outcome.Untried(Reply.local("no answer"))));
    }
  }

  private void onRuled(AttemptId attempt, RecipientEntity.Ruling ruling) {
    switch (ruling) {
      case FORBIDDEN -> free(attempt);
      case BEGIN -> {
        var outcome = outcome();
        if (outcome instanceof Outcome.Delivered
            || (outcome instanceof Outcome.InDoubt && random.nextBoolean())) {
          taken.merge(attempt.origin(), 1, Integer::sum);
        }
        if (chance(0.3)) {
          later(Duration.ofSeconds(1 + random.nextInt(12)), () -> conclude(attempt, outcome));
        } else {
          soon(() -> conclude(attempt, outcome));
        }
      }
    }
  }

  private Outcome outcome() {
    var roll = random.nextInt(100);
    if (roll < 15) {
      return new Outcome.Deferred(Reply.local("451 later"));
    }
    if (!fickle || roll < 60) {
      return new Outcome.Delivered(Reply.local("250 ok"));
    }
    if (roll < 72) {
      return new Outcome.InDoubt(Reply.local("silence"));
    }
    if (roll < 80) {
      return new Outcome.Untried(Reply.local("gone before MAIL FROM"));
    }
    var kinds = BounceKind.values();
    return new Outcome.Bounced(kinds[random.nextInt(kinds.length)], Reply.local("550 no"));
  }

  private void onInquire(AttemptId attempt, Incarnation of) {
    if (!(of.equals(incarnation) && underWay.contains(attempt))) {
      conclude(attempt, new Outcome.InDoubt(Reply.local("it died"), Outcome.Doubt.SENDER_DIED));
    }
  }

  private void conclude(AttemptId attempt, Outcome outcome) {
    report(
        attempt,
        replyTo ->
            new RecipientEntity.Ask(
                new RecipientRequest.Conclude(attempt.origin(), attempt.number(), outcome),
                replyTo));
  }

  /** Again and again, until the recipient has journalled it. */
  private void report(
      AttemptId attempt, Function<ActorRef<RecipientEntity.Answer>, RecipientEntity.Command> what) {
    this.<RecipientEntity.Answer>ask(
        attempt, what, answer -> free(attempt), () -> report(attempt, what));
  }

  private <T> void ask(
      AttemptId attempt,
      Function<ActorRef<T>, RecipientEntity.Command> question,
      Consumer<T> onAnswer,
      Runnable onSilence) {
    var isOver = new boolean[1];
    door.tell(
        attempt.recipient(),
        question.apply(
            door.<T>ear(
                attempt.recipient(),
                living(
                    isOver,
                    answer -> {
                      isOver[0] = true;
                      onAnswer.accept(answer);
                    }))));
    later(
        PATIENCE,
        () -> {
          if (!isOver[0]) {
            isOver[0] = true;
            onSilence.run();
          }
        });
  }

  private <T> Consumer<T> living(boolean[] isOver, Consumer<T> onAnswer) {
    var then = incarnation;
    return answer -> {
      if (!isOver[0] && then.equals(incarnation)) {
        onAnswer.accept(answer);
      }
    };
  }

  private void soon(Runnable what) {
    var then = incarnation;
    board.postSurely(
        ME,
        ME + random.nextInt(CONNECTIONS),
        () -> {
          if (then.equals(incarnation)) {
            what.run();
          }
        });
  }

  private void later(Duration time, Runnable what) {
    var then = incarnation;
    stepped.after(
        time,
        () -> {
          if (then.equals(incarnation)) {
            what.run();
          }
        });
  }

  private void free(AttemptId attempt) {
    underWay.remove(attempt);
    pump();
  }

  private boolean chance(double share) {
    return fickle && random.nextDouble() < share;
  }
}
