package dev.waypost.engine.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.recipient.Recipient.Accept;
import dev.waypost.engine.recipient.Recipient.Circumstances;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.Recipient.Reject;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Values that tests of recipients share, and a recipient that remembers what it was asked. */
public final class Recipients {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final BatchId BATCH = new BatchId("abcdefghijklmnop");
  public static final LinkTableId TABLE = new LinkTableId(0xABCDEF0123L);
  public static final RecipientId ANN =
      new RecipientId(SenderId.DEFAULT, new RecipientKey(0x0123456789ABCDEFL, (short) 7));
  public static final Incarnation ONE = new Incarnation(1);
  public static final RetrySchedule RETRY =
      new RetrySchedule(Duration.ofMinutes(5), 2, Duration.ofHours(4), Duration.ofDays(4));
  static final HitLog.LogId LOG = new HitLog.LogId(1, 1);

  private Recipients() {}

  public static MailingId mailing(String campaign, int line) {
    return new MailingId(origin(line), campaign, row(line));
  }

  /** Whether nothing happens any more unless somebody asks for it. Held in doubt is not final. */
  public static boolean isFinal(MailingState state) {
    return switch (state) {
      case WAITING, ATTEMPTING, DEFERRED, IN_DOUBT -> false;
      case DELIVERED, BOUNCED, EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED -> true;
    };
  }

  public static Origin origin(int line) {
    return new Origin(BATCH, 0, line);
  }

  public static RowKey row(int line) {
    return new RowKey(((long) line << 32) | 0x55, line);
  }

  /** A broadcast's first row, without any limit in time. */
  public static MailingOrder order(String campaign, int line) {
    return new MailingOrder(
        mailing(campaign, line),
        MailingOrder.Claim.OWNED,
        MailKind.BROADCAST,
        TABLE,
        WhenInDoubt.HOLD,
        Optional.empty(),
        Duration.ZERO);
  }

  static MailingOrder with(MailingOrder order, MailKind kind) {
    return new MailingOrder(
        order.mailing(),
        order.claim(),
        kind,
        order.content(),
        order.whenInDoubt(),
        order.expireMailAt(),
        order.pausedFor());
  }

  static MailingOrder with(MailingOrder order, MailingOrder.Claim claim) {
    return new MailingOrder(
        order.mailing(),
        claim,
        order.kind(),
        order.content(),
        order.whenInDoubt(),
        order.expireMailAt(),
        order.pausedFor());
  }

  static MailingOrder with(MailingOrder order, WhenInDoubt whenInDoubt) {
    return new MailingOrder(
        order.mailing(),
        order.claim(),
        order.kind(),
        order.content(),
        whenInDoubt,
        order.expireMailAt(),
        order.pausedFor());
  }

  static MailingOrder expiring(MailingOrder order, Instant at) {
    return new MailingOrder(
        order.mailing(),
        order.claim(),
        order.kind(),
        order.content(),
        order.whenInDoubt(),
        Optional.of(at),
        order.pausedFor());
  }

  static MailingOrder pausedFor(MailingOrder order, Duration pause) {
    return new MailingOrder(
        order.mailing(),
        order.claim(),
        order.kind(),
        order.content(),
        order.whenInDoubt(),
        order.expireMailAt(),
        pause);
  }

  public static Outcome delivered() {
    return new Outcome.Delivered(Reply.local("250 ok"));
  }

  public static Outcome deferred() {
    return new Outcome.Deferred(Reply.local("451 later"));
  }

  static Outcome bounced(BounceKind kind) {
    return new Outcome.Bounced(kind, Reply.local("550 no"));
  }

  static Outcome inDoubt() {
    return new Outcome.InDoubt(Reply.local("no reply"));
  }

  static Outcome untried() {
    return new Outcome.Untried(Reply.local("no connection"));
  }

  static RecipientHit hit(long number, Token.Kind kind, int link, Instant at, Hit.Sign... signs) {
    var token = new Token(kind, Token.Stage.REAL, TABLE, link, ANN.key(), row(1).hash());
    return new RecipientHit(number, new Hit(at, token, Set.of(signs), 1, 0), "spring", 5);
  }

  /** A recipient under test: asks are decided and, if accepted, evolved. */
  static final class Told {
    Recipient state = Recipient.EMPTY;
    Instant now = NOON;
    Expiry expiry = Expiry.ACTIVE;
    private final Random random = new Random(1);

    Told at(Duration later) {
      now = NOON.plus(later);
      return this;
    }

    /** The events of an accepted request, already taken in. */
    List<RecipientEvent> ask(RecipientRequest request) {
      return switch (Recipient.decide(state, request, circumstances())) {
        case Accept(var events) -> {
          for (var event : events) {
            state = Recipient.evolve(state, event);
          }
          yield events;
        }
        case Reject(var reason) -> throw new AssertionError(request + " was refused: " + reason);
      };
    }

    RecipientRejection refused(RecipientRequest request) {
      return switch (Recipient.decide(state, request, circumstances())) {
        case Accept(var events) -> throw new AssertionError(request + " gave " + events);
        case Reject(var reason) -> reason;
      };
    }

    /** Asks twice and sees that nothing happens the second time. */
    List<RecipientEvent> askTwice(RecipientRequest request) {
      var events = ask(request);
      assertThat(ask(request)).as("repeated " + request).isEmpty();
      return events;
    }

    Told drive(MailingOrder order) {
      ask(new RecipientRequest.Drive(order));
      return this;
    }

    Told begin(MailingOrder order, int number) {
      ask(new RecipientRequest.Begin(order, number, ONE, now));
      return this;
    }

    Told conclude(MailingOrder order, int number, Outcome outcome) {
      ask(new RecipientRequest.Conclude(order.origin(), number, outcome));
      return this;
    }

    /** An attempt from its begin to its end. */
    Told attempt(MailingOrder order, int number, Outcome outcome) {
      return begin(order, number).conclude(order, number, outcome);
    }

    List<RecipientEvent> hits(RecipientHit... hits) {
      return ask(new RecipientRequest.ApplyHits(LOG, List.of(hits)));
    }

    MailingState stateOf(MailingOrder order) {
      return state.stateOf(order.origin());
    }

    private Circumstances circumstances() {
      return new Circumstances(now, RETRY, expiry, random);
    }
  }
}
