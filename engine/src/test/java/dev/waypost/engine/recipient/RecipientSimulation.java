package dev.waypost.engine.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.TransitionTable;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.recipient.Recipient.Accept;
import dev.waypost.engine.recipient.Recipient.Circumstances;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.Recipient.Reject;
import dev.waypost.engine.recipient.RecipientEvent.First;
import dev.waypost.engine.recipient.RecipientEvent.HitsApplied;
import dev.waypost.engine.recipient.RecipientEvent.HitsReclassified;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.engine.recipient.RecipientEvent.MailingMoved;
import dev.waypost.engine.recipient.RecipientEvent.Reclassified;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One recipient under random requests that are repeated and reordered, a transport that lies, and
 * crashes. After each step it checks what must hold, against a journal reader that knows nothing
 * but the events.
 */
final class RecipientSimulation {
  private static final int ROWS = 6;
  private static final int LINKS = 4;

  private final Random random;
  private final Set<String> transitions;
  private final List<MailingOrder> orders;

  private final List<RecipientEvent> journal = new ArrayList<>();
  private final List<RecipientRequest> asked = new ArrayList<>();
  private Recipient state = Recipient.EMPTY;
  private Instant now = Recipients.NOON;
  private long incarnation = 1;
  private long generation = 1;
  private long position;

  // what really happened on the wire
  private final Map<Origin, Integer> copies = new HashMap<>();
  private final Set<Origin> mayRepeat = new HashSet<>();

  // what a reader of the journal counts
  private final Map<Origin, MailingState> seen = new HashMap<>();
  private final Map<String, Integer> uniques = new HashMap<>();
  private final List<JudgedHit> hits = new ArrayList<>();
  private int verdicts;

  RecipientSimulation(Random random, Set<String> transitions) {
    this.random = random;
    this.transitions = transitions;
    this.orders = IntStream.rangeClosed(1, ROWS).mapToObj(this::order).toList();
  }

  private MailingOrder order(int line) {
    var kind = random.nextInt(3) == 0 ? MailKind.TRANSACTIONAL : MailKind.BROADCAST;
    var campaign = kind == MailKind.BROADCAST ? "news-" + random.nextInt(3) : "bills";
    var plain = Recipients.with(Recipients.order(campaign, line), kind);
    var doubt =
        Recipients.with(plain, WhenInDoubt.values()[random.nextInt(WhenInDoubt.values().length)]);
    var claimed =
        switch (random.nextInt(12)) {
          case 0 -> Recipients.with(doubt, MailingOrder.Claim.LOST);
          case 1 -> Recipients.with(doubt, MailingOrder.Claim.SECOND);
          default -> doubt;
        };
    return random.nextInt(4) == 0
        ? Recipients.expiring(claimed, Recipients.NOON.plus(Duration.ofHours(random.nextInt(72))))
        : claimed;
  }

  void run(int steps) {
    for (var i = 0; i < steps; i++) {
      now = now.plusSeconds(random.nextInt(4) == 0 ? random.nextInt(40_000) : random.nextInt(20));
      switch (random.nextInt(20)) {
        case 0 -> crash();
        case 1, 2, 3 -> repeatSomething();
        default -> ask(something());
      }
      check();
    }
    checkReplayFromAnyCut();
  }

  /** Nobody knows the attempts of a dead process. */
  private void crash() {
    state = replayed(journal.size());
    incarnation++;
    for (var attempting : state.attempting()) {
      ask(
          new RecipientRequest.Conclude(
              attempting.id().origin(), attempting.tries().number(), Recipients.inDoubt()));
    }
  }

  private void repeatSomething() {
    if (!asked.isEmpty()) {
      ask(asked.get(random.nextInt(asked.size())));
    }
  }

  private RecipientRequest something() {
    var order = orders.get(random.nextInt(ROWS));
    var origin = order.origin();
    return switch (random.nextInt(16)) {
      case 0, 1 -> new RecipientRequest.Drive(order);
      case 2, 3, 4, 5 ->
          new RecipientRequest.Begin(
              order,
              state.nextAttempt(origin) + (random.nextInt(8) == 0 ? 1 : 0),
              new Incarnation(incarnation),
              state.dateOf(origin, now));
      case 6, 7, 8, 9 ->
          new RecipientRequest.Conclude(origin, Math.max(1, number(origin)), outcome());
      case 10 -> new RecipientRequest.Retry(order.mailing());
      case 11 ->
          new RecipientRequest.Resolve(
              origin,
              random.nextBoolean()
                  ? RecipientRequest.Resolution.DELIVERED
                  : RecipientRequest.Resolution.RETRY);
      case 12 ->
          switch (random.nextInt(6)) {
            case 0 -> new RecipientRequest.Cancel(order.mailing());
            case 1 -> new RecipientRequest.Fail(order, "it cannot be made");
            default -> new RecipientRequest.Unsuppress();
          };
      case 13 ->
          random.nextInt(4) == 0
              ? new RecipientRequest.Suppress(
                  new Suppression(Suppression.Reason.MANUAL, now, Optional.empty()))
              : new RecipientRequest.Unsuppress();
      default -> hitList();
    };
  }

  private int number(Origin origin) {
    return state.nextAttempt(origin) - 1;
  }

  private Outcome outcome() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> Recipients.delivered();
      case 3, 4 -> Recipients.deferred();
      case 5 -> Recipients.bounced(BounceKind.values()[random.nextInt(3)]);
      case 6, 7 -> Recipients.inDoubt();
      default -> Recipients.untried();
    };
  }

  private RecipientRequest hitList() {
    if (random.nextInt(30) == 0) {
      generation++;
      position = 0;
    }
    var list = new ArrayList<RecipientRequest.RecipientHit>();
    for (var i = 1 + random.nextInt(4); i > 0; i--) {
      position++;
      list.add(hit());
    }
    return new RecipientRequest.ApplyHits(new HitLog.LogId(1, generation), list);
  }

  private RecipientRequest.RecipientHit hit() {
    var order = orders.get(random.nextInt(ROWS));
    var kind = random.nextInt(40) == 0 ? Token.Kind.UNSUBSCRIBE : visit();
    Set<Hit.Sign> signs =
        random.nextInt(4) == 0
            ? Set.of(Hit.Sign.values()[random.nextInt(Hit.Sign.values().length)])
            : Set.of();
    var token =
        new Token(
            kind,
            Token.Stage.REAL,
            Recipients.TABLE,
            kind == Token.Kind.CLICK ? random.nextInt(LINKS) : 0,
            Recipients.ANN.key(),
            order.mailing().row().hash());
    var at = now.plusMillis(random.nextInt(15_000));
    return new RecipientRequest.RecipientHit(
        position,
        new Hit(at, token, signs, 1 + random.nextInt(3), random.nextInt(4)),
        order.mailing().campaign(),
        LINKS);
  }

  private Token.Kind visit() {
    return random.nextInt(3) == 0 ? Token.Kind.OPEN : Token.Kind.CLICK;
  }

  private void ask(RecipientRequest request) {
    asked.add(request);
    var circumstances =
        new Circumstances(
            now,
            Recipients.RETRY,
            random.nextInt(10) == 0 ? Expiry.SUSPENDED : Expiry.ACTIVE,
            random);
    switch (Recipient.decide(state, request, circumstances)) {
      case Reject(var reason) -> {}
      case Accept(var events) -> {
        onTheWire(request, events);
        events.forEach(this::take);
        switch (Recipient.decide(state, request, circumstances)) {
          case Accept(var again) -> assertThat(again).as("repeated " + request).isEmpty();
          case Reject(var reason) -> {}
        }
      }
    }
  }

  /** The transport tells the truth but for one thing: in doubt may be either. */
  private void onTheWire(RecipientRequest request, List<RecipientEvent> events) {
    if (request instanceof RecipientRequest.Conclude conclude && !events.isEmpty()) {
      var arrived =
          switch (conclude.outcome()) {
            case Outcome.Delivered d -> true;
            case Outcome.InDoubt d -> random.nextBoolean();
            case Outcome.Deferred d -> false;
            case Outcome.Bounced b -> false;
            case Outcome.Untried u -> false;
          };
      if (arrived) {
        copies.merge(conclude.origin(), 1, Integer::sum);
      }
    }
    for (var event : events) {
      if (event instanceof RecipientEvent.Doubted doubted && doubted.next() == WhenInDoubt.RETRY) {
        mayRepeat.add(doubted.origin());
      }
      if (event instanceof RecipientEvent.Requeued requeued
          && requeued.from() == MailingState.IN_DOUBT) {
        mayRepeat.add(requeued.origin());
      }
    }
  }

  private void take(RecipientEvent event) {
    journal.add(event);
    switch (event) {
      case MailingMoved moved -> count(moved);
      case HitsApplied applied -> applied.hits().forEach(this::count);
      case RecipientEvent.TestHitsApplied applied ->
          throw new AssertionError("nobody has hit a test mail");
      case HitsReclassified reclassified -> reclassified.hits().forEach(this::recount);
      case RecipientEvent.SuppressionAdded added -> {}
      case RecipientEvent.SuppressionsRemoved removed -> {}
      case RecipientEvent.SuppressionImported imported -> {}
    }
    state = Recipient.evolve(state, event);
  }

  private void count(MailingMoved moved) {
    var before = seen.getOrDefault(moved.origin(), MailingState.WAITING);
    assertThat(moved.from()).as("from of " + moved).isEqualTo(before);
    if (Recipients.isFinal(before)) {
      assertThat(moved).as("out of " + before).isInstanceOf(RecipientEvent.Requeued.class);
      assertThat(before).isIn(MailingState.BOUNCED, MailingState.EXPIRED, MailingState.FAILED);
    }
    seen.put(moved.origin(), moved.to());
    transitions.add(TransitionTable.between(moved.from(), moved.to()));
  }

  private void count(JudgedHit hit) {
    verdicts++;
    hits.add(hit);
    hit.first().forEach(first -> uniques.merge(unique(hit, first), 1, Integer::sum));
  }

  private void recount(Reclassified change) {
    for (var i = 0; i < hits.size(); i++) {
      var hit = hits.get(i);
      if (hit.kind() == change.kind()
          && hit.campaign().equals(change.campaign())
          && hit.rowHash() == change.rowHash()
          && hit.link() == change.link()
          && hit.at().equals(change.hitAt())
          && hit.visitor().equals(change.visitor())
          && hit.verdict() == change.from()) {
        hits.set(i, under(hit, change.to()));
        change.lost().forEach(first -> uniques.merge(unique(hit, first), -1, Integer::sum));
        return;
      }
    }
    throw new AssertionError("no such hit to reclassify: " + change);
  }

  private static JudgedHit under(JudgedHit hit, Verdict verdict) {
    return new JudgedHit(
        hit.kind(),
        hit.campaign(),
        hit.rowHash(),
        hit.link(),
        hit.at(),
        hit.signs(),
        hit.visitor(),
        hit.links(),
        verdict,
        hit.reasons(),
        hit.rules(),
        hit.first());
  }

  private static String unique(JudgedHit hit, First first) {
    var mailing = hit.kind() + " " + hit.campaign() + " " + hit.rowHash();
    return switch (first) {
      case OF_MAILING -> mailing;
      case OF_LINK -> mailing + " " + hit.link();
    };
  }

  private void check() {
    for (var order : orders) {
      var origin = order.origin();
      assertThat(state.stateOf(origin))
          .as("state of " + origin)
          .isEqualTo(seen.getOrDefault(origin, MailingState.WAITING));
      if (!mayRepeat.contains(origin)) {
        assertThat(copies.getOrDefault(origin, 0)).as("copies of " + origin).isLessThan(2);
      }
    }
    assertThat(hits).as("verdicts never get fewer").hasSize(verdicts);
    assertThat(positiveUniques()).isEqualTo(recountedUniques());
    assertThat(state.marks().size()).isLessThanOrEqualTo(1);
  }

  private Set<String> positiveUniques() {
    var positive = new HashSet<String>();
    uniques.forEach(
        (key, count) -> {
          assertThat(count).as("unique " + key).isBetween(0, 1);
          if (count == 1) {
            positive.add(key);
          }
        });
    return positive;
  }

  private Set<String> recountedUniques() {
    var recounted = new HashSet<String>();
    for (var hit : hits) {
      if (hit.kind() == Token.Kind.UNSUBSCRIBE || hit.verdict() != Verdict.MACHINE) {
        recounted.add(unique(hit, First.OF_MAILING));
        if (hit.kind() == Token.Kind.CLICK) {
          recounted.add(unique(hit, First.OF_LINK));
        }
      }
    }
    return recounted;
  }

  private void checkReplayFromAnyCut() {
    assertThat(replayed(journal.size())).isEqualTo(state);
    var cut = random.nextInt(journal.size() + 1);
    var resumed = replayed(cut);
    for (var event : journal.subList(cut, journal.size())) {
      resumed = Recipient.evolve(resumed, event);
    }
    assertThat(resumed).isEqualTo(state);
  }

  private Recipient replayed(int upTo) {
    var replayed = Recipient.EMPTY;
    for (var event : journal.subList(0, upTo)) {
      replayed = Recipient.evolve(replayed, event);
    }
    return replayed;
  }
}
