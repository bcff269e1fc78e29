package dev.waypost.engine.recipient;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.waypost.engine.recipient.Recipient.Reject;
import dev.waypost.engine.recipient.RecipientRequest.RecipientHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two recipients live the same life; one of them gets test mails besides, and does with them what
 * people do. Whatever happens to the tests, everything else is the same for both.
 */
class TestMailingTwinTest {
  private static final int LIVES = 60;
  private static final int STEPS = 150;

  private final List<MailingOrder> real = new ArrayList<>();
  private final List<MailingOrder> tests = new ArrayList<>();
  private Recipient plain = Recipient.EMPTY;
  private Recipient tested = Recipient.EMPTY;
  private Instant now = Recipients.NOON;
  private long hits;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void tests_ofEveryKind_changeNothingElse(long seed) {
    var random = new Random(seed);
    for (var life = 0; life < LIVES; life++) {
      begin();
      for (var step = 0; step < STEPS; step++) {
        now = now.plusSeconds(random.nextInt(5) == 0 ? random.nextInt(40_000) : 1);
        var at = "seed %d, life %d, step %d".formatted(seed, life, step);
        var request = request(random, real, plain, Token.Stage.REAL);
        var luck = random.nextLong();
        var events = decide(plain, request, luck);
        assertThat(decide(tested, request, luck)).as(at).isEqualTo(events);
        plain = after(plain, events);
        tested = after(tested, events);
        while (random.nextBoolean()) {
          var ofTest = request(random, tests, tested, Token.Stage.TEST);
          tested = after(tested, decide(tested, ofTest, random.nextLong()));
        }
        assertSame(at);
      }
    }
  }

  private void begin() {
    plain = Recipient.EMPTY;
    tested = Recipient.EMPTY;
    real.clear();
    tests.clear();
    for (var line = 1; line <= 4; line++) {
      var kind = line < 4 ? MailKind.BROADCAST : MailKind.TRANSACTIONAL;
      var campaign = line < 3 ? "news" : "other";
      real.add(Recipients.with(Recipients.order(campaign, line), kind));
      tests.add(test(campaign, line, WhenInDoubt.RETRY));
      tests.add(test(campaign, line + 10, WhenInDoubt.ASSUME_DELIVERED));
    }
  }

  /** Of the same campaigns and row ids as the real ones. */
  private static MailingOrder test(String campaign, int line, WhenInDoubt whenInDoubt) {
    var origin = new Origin(new BatchId("test--AAAAAAAAAA"), 0, line);
    return new MailingOrder(
        new MailingId(origin, campaign, Recipients.row(line % 10)),
        MailingOrder.Claim.OWNED,
        MailKind.TRANSACTIONAL,
        Recipients.TABLE,
        whenInDoubt,
        Optional.empty(),
        Duration.ZERO);
  }

  private RecipientRequest request(
      Random random, List<MailingOrder> orders, Recipient state, Token.Stage stage) {
    var order = orders.get(random.nextInt(orders.size()));
    var next = state.nextAttempt(order.origin());
    return switch (random.nextInt(12)) {
      case 0 -> new RecipientRequest.Drive(order);
      case 1, 2, 3 ->
          new RecipientRequest.Begin(
              order, next, new Incarnation(1), state.dateOf(order.origin(), now));
      case 4, 5, 6, 7 ->
          new RecipientRequest.Conclude(order.origin(), Math.max(1, next - 1), outcome(random));
      case 8 ->
          stage == Token.Stage.REAL
              ? new RecipientRequest.Unsuppress()
              : new RecipientRequest.Fail(order, "it cannot be made");
      case 9 -> new RecipientRequest.Retry(order.mailing());
      default -> hits(random, order, stage);
    };
  }

  private static Outcome outcome(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Recipients.deferred();
      case 1 -> Recipients.bounced(BounceKind.values()[random.nextInt(3)]);
      case 2 -> Recipients.inDoubt();
      default -> Recipients.delivered();
    };
  }

  private RecipientRequest hits(Random random, MailingOrder order, Token.Stage stage) {
    var list = new ArrayList<RecipientHit>();
    for (var i = 1 + random.nextInt(3); i > 0; i--) {
      var kind = Token.Kind.values()[random.nextInt(3)];
      var row = order.mailing().row().hash();
      var token = new Token(kind, stage, Recipients.TABLE, 0, Recipients.ANN.key(), row);
      var hit = new Hit(now, token, Set.of(), 1, 0);
      list.add(new RecipientHit(++hits, hit, order.mailing().campaign(), 3));
    }
    return new RecipientRequest.ApplyHits(Recipients.LOG, list);
  }

  private List<RecipientEvent> decide(Recipient state, RecipientRequest request, long luck) {
    var circumstances = new Circumstances(now, Recipients.RETRY, Expiry.ACTIVE, new Random(luck));
    return switch (Recipient.decide(state, request, circumstances)) {
      case Accept(var events) -> events;
      case Reject(var reason) -> List.of();
    };
  }

  private static Recipient after(Recipient state, List<RecipientEvent> events) {
    for (var event : events) {
      state = Recipient.evolve(state, event);
    }
    return state;
  }

  private void assertSame(String at) {
    assertThat(withoutTests(tested)).as(at).isEqualTo(plain.mailings());
    assertThat(tested.engagements()).as(at).isEqualTo(plain.engagements());
    assertThat(tested.suppressions()).as(at).isEqualTo(plain.suppressions());
  }

  private static Map<Origin, Mailing> withoutTests(Recipient recipient) {
    return recipient.mailings().entrySet().stream()
        .filter(mailing -> !mailing.getKey().isTest())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
