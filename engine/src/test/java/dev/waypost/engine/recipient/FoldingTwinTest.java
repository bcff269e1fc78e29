package dev.waypost.engine.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Seeds;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.recipient.Recipient.Accept;
import dev.waypost.engine.recipient.Recipient.Circumstances;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Two recipients are asked the same over years; one of them folds what is over, the other keeps it
 * all. They must answer the same, always.
 */
class FoldingTwinTest {
  private static final Duration FOLD_AFTER = Duration.ofDays(90);
  private static final int LINKS = 5;

  private final Set<MailingState> foldedStates = EnumSet.noneOf(MailingState.class);
  private long answeredByFolded;
  private long unfolded;
  private long hitsOfFolded;

  @Test
  void folding_whateverIsAskedOverYears_changesNoAnswer() {
    Seeds.each(150, random -> new Life(random).run(400));

    assertThat(foldedStates)
        .containsExactlyInAnyOrder(
            MailingState.DELIVERED,
            MailingState.BOUNCED,
            MailingState.EXPIRED,
            MailingState.SUPPRESSED,
            MailingState.DUPLICATE,
            MailingState.FAILED,
            MailingState.CANCELLED);
    assertThat(answeredByFolded).as("requests about folded mailings").isGreaterThan(1_000);
    assertThat(unfolded).as("folded mailings that were tried again").isGreaterThan(100);
    assertThat(hitsOfFolded).as("hits on folded mailings").isGreaterThan(1_000);
  }

  private final class Life {
    private final Random random;
    private final List<MailingOrder> orders = new ArrayList<>();
    private final List<RecipientEvent> journal = new ArrayList<>();
    private final List<Integer> cuts = new ArrayList<>();
    private final List<Recipient> snapshots = new ArrayList<>();
    private Recipient whole = Recipient.EMPTY;
    private Recipient folding = Recipient.EMPTY;
    private Instant now = Recipients.NOON;
    private long hits;

    Life(Random random) {
      this.random = random;
    }

    void run(int steps) {
      for (var step = 0; step < steps; step++) {
        now =
            switch (random.nextInt(12)) {
              case 0 -> now.plus(Duration.ofDays(random.nextInt(120)));
              case 1, 2 -> now.plus(Duration.ofHours(random.nextInt(100)));
              default -> now.plusMillis(random.nextInt(60_000));
            };
        if (orders.isEmpty() || random.nextInt(12) == 0) {
          orders.add(order(orders.size() + 1));
        }
        ask(something());
      }
      assertReplayFromSnapshots();
    }

    private MailingOrder order(int line) {
      var isTest = random.nextInt(10) == 0;
      var batch = isTest ? "test--AAAAAAAAAA" : "batch%011d".formatted(line);
      var kind = random.nextInt(3) == 0 || isTest ? MailKind.TRANSACTIONAL : MailKind.BROADCAST;
      var campaign = kind == MailKind.BROADCAST ? "news-" + random.nextInt(15) : "bills";
      var claims = MailingOrder.Claim.values();
      var claim = random.nextInt(8) == 0 ? claims[random.nextInt(3)] : MailingOrder.Claim.OWNED;
      return new MailingOrder(
          new MailingId(
              new Origin(new BatchId(batch), line % 3, line), campaign, Recipients.row(line)),
          isTest ? MailingOrder.Claim.OWNED : claim,
          kind,
          Recipients.TABLE,
          WhenInDoubt.values()[random.nextInt(3)],
          random.nextInt(6) == 0
              ? Optional.of(now.plus(Duration.ofDays(random.nextInt(3))))
              : Optional.empty(),
          Duration.ZERO);
    }

    /** Mostly about what is new; about anything of the past often enough. */
    private RecipientRequest something() {
      var isRecent = random.nextInt(3) != 0;
      var order =
          orders.get(
              isRecent
                  ? Math.max(0, orders.size() - 1 - random.nextInt(3))
                  : random.nextInt(orders.size()));
      var origin = order.origin();
      var next = whole.nextAttempt(origin);
      return switch (random.nextInt(20)) {
        case 0, 1, 2 -> new RecipientRequest.Drive(order);
        case 3, 4, 5, 6 ->
            new RecipientRequest.Begin(order, next, new Incarnation(1), whole.dateOf(origin, now));
        case 7, 8, 9, 10 -> new RecipientRequest.Conclude(origin, Math.max(1, next - 1), outcome());
        case 11 -> new RecipientRequest.Retry(order.mailing());
        case 12 ->
            new RecipientRequest.Resolve(
                origin,
                random.nextBoolean()
                    ? RecipientRequest.Resolution.DELIVERED
                    : RecipientRequest.Resolution.RETRY);
        case 13 ->
            random.nextBoolean() ? new RecipientRequest.Cancel(order.mailing()) : unsuppress();
        case 14 ->
            random.nextBoolean()
                ? new RecipientRequest.Fail(order, "it cannot be made")
                : unsuppress();
        case 15 -> unsuppress();
        case 16 ->
            random.nextInt(4) == 0
                ? new RecipientRequest.Suppress(
                    new Suppression(
                        Suppression.Reason.values()[random.nextInt(4)], now, Optional.empty()))
                : unsuppress();
        default -> hits(order);
      };
    }

    private RecipientRequest unsuppress() {
      return new RecipientRequest.Unsuppress();
    }

    private Outcome outcome() {
      return switch (random.nextInt(8)) {
        case 0, 1 -> Recipients.deferred();
        case 2, 3 -> Recipients.bounced(BounceKind.values()[random.nextInt(3)]);
        case 4 -> Recipients.inDoubt();
        case 5 -> Recipients.untried();
        default -> Recipients.delivered();
      };
    }

    private RecipientRequest hits(MailingOrder order) {
      var stage = order.origin().isTest() ? Token.Stage.TEST : Token.Stage.REAL;
      var list = new ArrayList<RecipientHit>();
      for (var i = 1 + random.nextInt(4); i > 0; i--) {
        var kind = random.nextInt(30) == 0 ? Token.Kind.UNSUBSCRIBE : visit();
        var link = kind == Token.Kind.CLICK ? random.nextInt(LINKS) : 0;
        var signs = Hit.Sign.values();
        Set<Hit.Sign> seen =
            random.nextInt(4) == 0 ? Set.of(signs[random.nextInt(signs.length)]) : Set.of();
        var token =
            new Token(
                kind,
                stage,
                Recipients.TABLE,
                link,
                Recipients.ANN.key(),
                order.mailing().row().hash());
        var at = now.minusMillis(random.nextInt(15_000));
        list.add(
            new RecipientHit(
                ++hits,
                new Hit(at, token, seen, 1 + random.nextInt(3), random.nextInt(4)),
                order.mailing().campaign(),
                LINKS));
      }
      return new RecipientRequest.ApplyHits(Recipients.LOG, list);
    }

    private Token.Kind visit() {
      return random.nextInt(3) == 0 ? Token.Kind.OPEN : Token.Kind.CLICK;
    }

    private void ask(RecipientRequest request) {
      var luck = random.nextLong();
      var answer = decide(whole, request, luck);
      assertThat(decide(folding, request, luck)).as(now + " " + request).isEqualTo(answer);
      observe(request, answer);
      if (answer instanceof Accept(var events)) {
        for (var event : events) {
          journal.add(event);
          whole = Recipient.evolve(whole, event);
          folding = after(folding, event);
        }
      }
      for (var order : orders) {
        var origin = order.origin();
        assertThat(folding.stateOf(origin)).isEqualTo(whole.stateOf(origin));
        assertThat(folding.nextAttempt(origin)).isEqualTo(whole.nextAttempt(origin));
        assertThat(folding.bounceOf(origin)).isEqualTo(whole.bounceOf(origin));
        assertThat(folding.dueOf(origin)).isEqualTo(whole.dueOf(origin));
        assertThat(folding.knows(origin)).isEqualTo(whole.knows(origin));
      }
      if (random.nextInt(20) == 0) {
        cuts.add(journal.size());
        snapshots.add(folding);
      }
    }

    private void observe(RecipientRequest request, Recipient.Decision answer) {
      for (var mailing : folding.folded().mailings()) {
        foldedStates.add(mailing.state());
      }
      orders.stream()
          .filter(order -> folding.folded().find(order.origin()).isPresent())
          .filter(order -> request.toString().contains(order.origin().toString()))
          .findFirst()
          .ifPresent(order -> answeredByFolded++);
      if (request instanceof RecipientRequest.Retry(var mailing)
          && folding.folded().find(mailing.origin()).isPresent()
          && answer instanceof Accept(var events)
          && !events.isEmpty()) {
        unfolded++;
      }
      if (request instanceof RecipientRequest.ApplyHits(var log, var list)) {
        var first = list.getFirst();
        var mail = new Recipient.EngagementKey(first.campaign(), first.hit().token().rowHash());
        if (folding.folded().find(mail).isPresent()) {
          hitsOfFolded++;
        }
      }
    }

    private Recipient.Decision decide(Recipient state, RecipientRequest request, long luck) {
      return Recipient.decide(
          state,
          request,
          new Circumstances(now, Recipients.RETRY, Expiry.ACTIVE, new Random(luck)));
    }

    /** Whatever snapshot recovery begins with, the same comes of it. */
    private void assertReplayFromSnapshots() {
      for (var i = 0; i < cuts.size(); i++) {
        var resumed = snapshots.get(i);
        for (var event : journal.subList(cuts.get(i), journal.size())) {
          resumed = after(resumed, event);
        }
        assertThat(resumed).isEqualTo(folding);
      }
      var fromNothing = Recipient.EMPTY;
      for (var event : journal) {
        fromNothing = after(fromNothing, event);
      }
      assertThat(fromNothing).isEqualTo(folding);
    }
  }

  private static Recipient after(Recipient state, RecipientEvent event) {
    return Recipient.evolve(state, event).folded(event.at().minus(FOLD_AFTER));
  }
}
