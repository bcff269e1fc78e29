package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.id.Slice;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.codec.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Recipients that live at random under the real rules, and the journal they leave. The same seed
 * lives the same life.
 */
public final class World {
  public static final SenderId SENDER = SenderId.DEFAULT;
  public static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
  public static final LinkTableId TABLE = new LinkTableId(77);
  public static final HitLog.LogId LOG = new HitLog.LogId(1, 1);

  private static final int LINKS = 5;
  private static final RetrySchedule RETRY =
      new RetrySchedule(Duration.ofMinutes(5), 2, Duration.ofHours(1), Duration.ofHours(6));

  /** One mailing that somebody may drive. */
  public record Owed(RecipientId recipient, MailingOrder order) {}

  /** One event with its place. */
  public record Journalled(String persistenceId, long seqNr, Object event, Instant at) {}

  private final SplittableRandom random;
  private final List<Owed> owed;
  private final Map<RecipientId, Recipient> states = new HashMap<>();
  private final Map<String, Long> seqNrs = new HashMap<>();
  private final List<Journalled> journal = new ArrayList<>();
  private final List<Logged> logged = new ArrayList<>();
  private Instant now = BEGIN;

  /** A hit as the log has it. */
  public record Logged(RecipientId recipient, long number, Hit hit) {}

  public World(long seed, List<Owed> owed) {
    this.random = new SplittableRandom(seed);
    this.owed = List.copyOf(owed);
  }

  public static MailingOrder order(
      MailingId mailing, MailKind kind, MailingOrder.Claim claim, WhenInDoubt whenInDoubt) {
    return new MailingOrder(
        mailing, claim, kind, TABLE, whenInDoubt, Optional.empty(), Duration.ZERO);
  }

  public List<Journalled> journal() {
    return journal;
  }

  public List<Logged> logged() {
    return logged;
  }

  public Map<RecipientId, Recipient> states() {
    return states;
  }

  /** An event of something that has no rules here, such as a campaign. */
  public void happen(String persistenceId, Object event) {
    var seqNr = seqNrs.merge(persistenceId, 1L, Long::sum);
    journal.add(new Journalled(persistenceId, seqNr, event, now));
  }

  /** Asks recipients at random until so many more events have happened. */
  public void live(int events) {
    live(events, owed);
  }

  /** The same with some of them. */
  public void live(int events, List<Owed> some) {
    var until = journal.size() + events;
    while (journal.size() < until) {
      now = now.plusSeconds(random.nextInt(1, 30));
      var next = some.get(random.nextInt(some.size()));
      ask(next.recipient(), request(next));
    }
  }

  public void ask(RecipientId recipient, RecipientRequest request) {
    var state = states.getOrDefault(recipient, Recipient.EMPTY);
    var circumstances = new Recipient.Circumstances(now, RETRY, Recipient.Expiry.ACTIVE, random);
    switch (Recipient.decide(state, request, circumstances)) {
      case Recipient.Reject rejected -> {}
      case Recipient.Accept(var events) -> {
        for (RecipientEvent event : events) {
          state = Recipient.evolve(state, event);
          happen(recipient.persistenceId(), event);
        }
        states.put(recipient, state);
      }
    }
  }

  /** Clicks on the first link of a mailing. */
  public void click(Owed it) {
    now = now.plusSeconds(1);
    var token =
        new Token(
            Token.Kind.CLICK,
            Token.Stage.REAL,
            TABLE,
            0,
            it.recipient().key(),
            it.order().mailing().row().hash());
    var hit = new Hit(now, token, Set.of(), 1, 0);
    var number = logged.size() + 1L;
    logged.add(new Logged(it.recipient(), number, hit));
    ask(
        it.recipient(),
        new RecipientRequest.ApplyHits(
            LOG, List.of(new RecipientHit(number, hit, it.order().mailing().campaign(), LINKS))));
  }

  /** A server refused the mail. */
  public static Outcome bounced(String said) {
    return new Outcome.Bounced(
        BounceKind.BLOCK, new Reply(550, "5.7.1", "mx.example.com", SmtpReplyText.redact(said)));
  }

  private RecipientRequest request(Owed it) {
    var order = it.order();
    var state = states.getOrDefault(it.recipient(), Recipient.EMPTY);
    var number = state.nextAttempt(order.origin());
    return switch (random.nextInt(20)) {
      case 0 -> new RecipientRequest.Drive(order);
      case 1, 2, 3, 4, 5 -> new RecipientRequest.Begin(order, number, new Incarnation(1), now);
      case 6, 7, 8, 9, 10 ->
          new RecipientRequest.Conclude(order.origin(), Math.max(1, number - 1), outcome());
      case 11 ->
          random.nextInt(4) == 0
              ? new RecipientRequest.Fail(order, "destination")
              : new RecipientRequest.Drive(order);
      case 12 ->
          random.nextInt(4) == 0
              ? new RecipientRequest.Cancel(order.mailing())
              : new RecipientRequest.Retry(order.mailing());
      case 13 ->
          new RecipientRequest.Resolve(
              order.origin(),
              random.nextBoolean()
                  ? RecipientRequest.Resolution.DELIVERED
                  : RecipientRequest.Resolution.RETRY);
      case 14 ->
          random.nextInt(6) == 0
              ? new RecipientRequest.Suppress(
                  new Suppression(Suppression.Reason.MANUAL, now, Optional.empty()))
              : new RecipientRequest.Unsuppress();
      default -> hits(it);
    };
  }

  private Outcome outcome() {
    var reply = new Reply(250, "2.0.0", "mx.example.com", SmtpReplyText.redact("ok"));
    return switch (random.nextInt(6)) {
      case 0 -> new Outcome.Deferred(reply);
      case 1 ->
          new Outcome.Bounced(
              BounceKind.values()[random.nextInt(BounceKind.values().length)], reply);
      case 2 -> new Outcome.InDoubt(Reply.NONE);
      case 3 -> new Outcome.Untried(Reply.NONE);
      default -> new Outcome.Delivered(reply);
    };
  }

  private RecipientRequest hits(Owed it) {
    var hits = new ArrayList<RecipientHit>();
    for (var i = random.nextInt(1, 5); i > 0; i--) {
      var hit = hit(it);
      var number = logged.size() + 1L;
      logged.add(new Logged(it.recipient(), number, hit));
      hits.add(new RecipientHit(number, hit, it.order().mailing().campaign(), LINKS));
    }
    return new RecipientRequest.ApplyHits(LOG, hits);
  }

  private Hit hit(Owed it) {
    var kind =
        random.nextInt(12) == 0
            ? Token.Kind.UNSUBSCRIBE
            : random.nextInt(3) == 0 ? Token.Kind.OPEN : Token.Kind.CLICK;
    var link = kind == Token.Kind.CLICK ? random.nextInt(LINKS) : 0;
    var signs =
        random.nextInt(5) == 0
            ? EnumSet.of(Hit.Sign.values()[random.nextInt(Hit.Sign.values().length)])
            : Set.<Hit.Sign>of();
    var token =
        new Token(
            kind,
            it.order().origin().isTest() ? Token.Stage.TEST : Token.Stage.REAL,
            TABLE,
            link,
            it.recipient().key(),
            it.order().mailing().row().hash());
    return new Hit(now.plusMillis(logged.size() % 1000), token, signs, 1, 0);
  }

  /** Writes events as the journal has them. */
  public static void write(Database database, List<Journalled> events) {
    var codec = new EventCodec();
    await(
        database.write(
            session -> {
              var insert =
                  Query.of(
                      session,
                      "INSERT INTO journal(persistence_id, seq_nr, slice, type, at, payload)"
                          + " VALUES (?, ?, ?, ?, ?, ?)");
              for (var it : events) {
                var encoded = codec.encode(it.event());
                insert
                    .text(it.persistenceId())
                    .number(it.seqNr())
                    .number(Slice.ofPersistenceId(it.persistenceId()).value())
                    .number(encoded.type().code())
                    .time(it.at())
                    .bytes(encoded.bytes())
                    .more();
              }
              return insert.updateAll();
            }));
  }

  public static CampaignId campaign(String name) {
    return new CampaignId(SENDER, name);
  }
}
