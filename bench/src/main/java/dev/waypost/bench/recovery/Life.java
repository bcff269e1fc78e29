package dev.waypost.bench.recovery;

import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.recipient.MailingRef;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What happens to a made-up recipient: mail after mail, each attempted, delivered, opened and
 * clicked. The same on every run.
 */
final class Life {
  /** Keys are spread over all slices. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final Instant BIRTH = Instant.parse("2026-01-05T08:00:00Z");
  static final int EVENTS_OF_A_MAIL = 4;
  static final int PAGE = 500;
  private static final Visitor VISITOR = new Visitor(0x2b1c, 0x77aa);
  private static final Reply REPLY =
      new Reply(250, "2.0.0", "mx.example.com", new SmtpReplyText("2.0.0 Ok: queued as 4F7xYz"));

  private final int who;

  Life(int who) {
    this.who = who;
  }

  static RecipientId id(int who) {
    return new RecipientId(SenderId.DEFAULT, new RecipientKey(who * SPREAD, (short) who));
  }

  /** The event of that number, from 1. */
  RecipientEvent event(long number) {
    var mail = (number - 1) / EVENTS_OF_A_MAIL;
    var at = BIRTH.plus(Duration.ofDays(7 * mail)).plusMillis(number * 250 + who % 1000);
    return switch ((int) ((number - 1) % EVENTS_OF_A_MAIL)) {
      case 0 -> started(mail, at);
      case 1 -> new RecipientEvent.Delivered(origin(mail), campaign(mail), 1, at, REPLY);
      case 2 -> hit(mail, number, Token.Kind.OPEN, at);
      case 3 -> hit(mail, number, Token.Kind.CLICK, at);
      default -> throw new IllegalStateException("a mail has " + EVENTS_OF_A_MAIL + " events");
    };
  }

  private RecipientEvent started(long mail, Instant at) {
    return new RecipientEvent.AttemptStarted(
        new MailingRef(origin(mail), campaign(mail), row(mail).hash()),
        1,
        MailingState.WAITING,
        new Incarnation(1),
        at,
        at,
        Duration.ZERO,
        WhenInDoubt.RETRY);
  }

  private RecipientEvent hit(long mail, long number, Token.Kind kind, Instant at) {
    var hit =
        new RecipientEvent.JudgedHit(
            kind,
            campaign(mail),
            row(mail).hash(),
            kind == Token.Kind.CLICK ? 3 : 0,
            at.minusMillis(40),
            Set.of(Hit.Sign.BROWSER),
            VISITOR,
            12,
            Verdict.HUMAN,
            Set.of(),
            2,
            Set.of(RecipientEvent.First.OF_MAILING));
    return new RecipientEvent.HitsApplied(new HitLog.LogId(1, 1), number, List.of(hit), at);
  }

  private Origin origin(long mail) {
    return new Origin(batch(mail), who / PAGE, who % PAGE + 1);
  }

  private RowKey row(long mail) {
    return new RowKey(who * SPREAD ^ mail, mail);
  }

  static BatchId batch(long mail) {
    return new BatchId("bench-%010d".formatted(mail));
  }

  static String campaign(long mail) {
    return "weekly-" + mail;
  }
}
