package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.recipient.RecipientEvent.AttemptAbandoned;
import dev.waypost.engine.recipient.RecipientEvent.AttemptStarted;
import dev.waypost.engine.recipient.RecipientEvent.Closed;
import dev.waypost.engine.recipient.RecipientEvent.Doubted;
import dev.waypost.engine.recipient.RecipientEvent.HitsApplied;
import dev.waypost.engine.recipient.RecipientEvent.HitsReclassified;
import dev.waypost.engine.recipient.RecipientEvent.MailingMoved;
import dev.waypost.engine.recipient.RecipientEvent.Proof;
import dev.waypost.engine.recipient.RecipientEvent.Requeued;
import dev.waypost.engine.recipient.RecipientEvent.Resolved;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionAdded;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionImported;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionsRemoved;
import dev.waypost.engine.recipient.RecipientEvent.TestHitsApplied;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One address of one sender: who owns the answer to "may it be mailed, was it mailed, what did it
 * do". Immutable; all rules begin at {@link #decide} and {@link #evolve}: those of mailings are
 * here and in {@link MailingMoves}, the others in {@link HitRules} and {@link SuppressionRules}.
 *
 * @param mailings by origin, oldest first; those that never had an event are not in it
 * @param engagements what came back, by campaign and row
 * @param suppressions at most one per reason
 * @param marks per edge, up to where its log is applied; at most 64
 * @param folded what is left of mailings and engagements that have rested for long
 */
public record Recipient(
    Map<Origin, Mailing> mailings,
    Map<EngagementKey, Engagement> engagements,
    List<Suppression> suppressions,
    Map<Integer, Mark> marks,
    Folded folded) {
  /** Nobody has heard of this address yet. */
  public static final Recipient EMPTY =
      new Recipient(Map.of(), Map.of(), List.of(), Map.of(), Folded.NONE);

  /** Which mail a token belongs to; the row hash of the token is enough for that. */
  public record EngagementKey(String campaign, int rowHash) {}

  /** The last applied hit of an edge's log. */
  public record Mark(long generation, long number) {
    boolean covers(HitLog.LogId log, long hit) {
      return log.generation() < generation || (log.generation() == generation && hit <= number);
    }
  }

  /** What a decision needs from the world. */
  public record Circumstances(
      Instant now, RetrySchedule retry, Expiry expiry, RandomGenerator random) {}

  /** Whether mailings may expire: not while the clock is in doubt. */
  public enum Expiry {
    ACTIVE,
    SUSPENDED
  }

  /** What follows from a request. */
  public sealed interface Decision {}

  /** These events, in this order; none when it is already so. */
  public record Accept(List<RecipientEvent> events) implements Decision {
    public Accept {
      events = List.copyOf(events);
    }
  }

  /** Nothing happens, for this reason. */
  public record Reject(RecipientRejection reason) implements Decision {}

  /** How many tests that are over a recipient remembers; of older ones only the journal tells. */
  static final int TESTS_MAX = 128;

  private static final String NO_REASON = "";

  public Recipient {
    mailings = Mailings.of(mailings);
    engagements = Engagements.of(engagements);
    suppressions = List.copyOf(suppressions);
    marks = Map.copyOf(marks);
  }

  /** Where the mailing stands; waiting when nothing has happened to it. */
  public MailingState stateOf(Origin origin) {
    var mailing = mailings.get(origin);
    return mailing == null
        ? folded.find(origin).map(FoldedMailing::state).orElse(MailingState.WAITING)
        : mailing.state();
  }

  /** When a further try is owed; empty unless deferred. */
  public Optional<Instant> dueOf(Origin origin) {
    return mailings.get(origin) instanceof Mailing.Deferred d
        ? Optional.of(d.due())
        : Optional.empty();
  }

  /** The mailings whose attempts were under way. */
  public List<Mailing.Attempting> attempting() {
    return mailings.values().stream()
        .filter(Mailing.Attempting.class::isInstance)
        .map(Mailing.Attempting.class::cast)
        .toList();
  }

  /** The number that the mailing's next attempt bears. */
  public int nextAttempt(Origin origin) {
    return triesOf(origin) + 1;
  }

  /** How many attempts the mailing had. */
  int triesOf(Origin origin) {
    var mailing = mailings.get(origin);
    return mailing == null
        ? folded.find(origin).map(FoldedMailing::tries).orElse(0)
        : mailing.tries().number();
  }

  /** How the mailing bounced, if it did. */
  Optional<BounceKind> bounceOf(Origin origin) {
    var mailing = mailings.get(origin);
    return mailing == null
        ? folded.find(origin).flatMap(FoldedMailing::bounce)
        : mailing instanceof Mailing.Bounced bounced
            ? Optional.of(bounced.kind())
            : Optional.empty();
  }

  /** Whether anything has happened to the mailing. */
  public boolean knows(Origin origin) {
    return mailings.containsKey(origin) || folded.find(origin).isPresent();
  }

  /** What is remembered of that mail's hits. */
  Engagement engagement(EngagementKey mail) {
    var engagement = engagements.get(mail);
    return engagement == null
        ? folded.find(mail).map(FoldedEngagement::unfolded).orElse(Engagement.NONE)
        : engagement;
  }

  /** When a server took the mail that was hit, and not a test of it; empty while nobody knows. */
  Optional<Instant> arrived(EngagementKey mail) {
    return mailings.values().stream()
        .filter(Mailing.Delivered.class::isInstance)
        .map(Mailing.Delivered.class::cast)
        .filter(m -> m.id().rowHash() == mail.rowHash() && !m.id().origin().isTest())
        .filter(m -> m.id().campaign().equals(mail.campaign()))
        .flatMap(m -> m.arrived().stream())
        .findFirst();
  }

  /** What the Date header of the mailing says; {@code now} before its first attempt. */
  public Instant dateOf(Origin origin, Instant now) {
    var mailing = mailings.get(origin);
    return mailing == null || mailing.tries().number() == 0 ? now : mailing.tries().date();
  }

  /** Answers a request with events or a refusal; changes nothing. */
  public static Decision decide(
      Recipient state, RecipientRequest request, Circumstances circumstances) {
    return switch (request) {
      case RecipientRequest.Drive(var order) -> state.drive(order, circumstances);
      case RecipientRequest.Begin begin -> state.begin(begin, circumstances);
      case RecipientRequest.Conclude conclude -> state.conclude(conclude, circumstances);
      case RecipientRequest.Fail(var order, var reason) ->
          state.isDuplicate(order)
              ? state.close(order.mailing(), MailingState.DUPLICATE, NO_REASON, circumstances.now())
              : state.close(order.mailing(), MailingState.FAILED, reason, circumstances.now());
      case RecipientRequest.Cancel(var mailing) ->
          state.close(mailing, MailingState.CANCELLED, NO_REASON, circumstances.now());
      case RecipientRequest.Resolve(var origin, var as) ->
          state.resolve(origin, as, circumstances.now());
      case RecipientRequest.Retry(var mailing) -> state.retry(mailing, circumstances.now());
      case RecipientRequest.ApplyHits hits ->
          accept(HitRules.apply(state, hits, circumstances.now()));
      case RecipientRequest.Suppress(var suppression) ->
          accept(SuppressionRules.add(state, suppression, circumstances.now()));
      case RecipientRequest.Unsuppress() ->
          accept(SuppressionRules.lift(state, circumstances.now()));
      case RecipientRequest.Import(var suppressions) ->
          accept(SuppressionRules.importAll(state, suppressions, circumstances.now()));
    };
  }

  private Decision drive(MailingOrder order, Circumstances now) {
    return switch (stateOf(order.origin())) {
      case WAITING, DEFERRED -> accept(closing(order, now).stream().toList());
      case ATTEMPTING,
          DELIVERED,
          BOUNCED,
          EXPIRED,
          SUPPRESSED,
          DUPLICATE,
          FAILED,
          CANCELLED,
          IN_DOUBT ->
          accept();
    };
  }

  /** Why the mailing must not be tried, as the event that closes it. */
  private Optional<RecipientEvent> closing(MailingOrder order, Circumstances now) {
    if (isDuplicate(order)) {
      return Optional.of(closed(order.mailing(), MailingState.DUPLICATE, NO_REASON, now.now()));
    }
    var held = SuppressionRules.holdingBack(this, order);
    if (held.isPresent()) {
      var reason = held.get().reason().name().toLowerCase(Locale.ROOT);
      return Optional.of(closed(order.mailing(), MailingState.SUPPRESSED, reason, now.now()));
    }
    if (now.expiry() == Expiry.ACTIVE && isExpired(order, now)) {
      return Optional.of(closed(order.mailing(), MailingState.EXPIRED, NO_REASON, now.now()));
    }
    return Optional.empty();
  }

  /**
   * A mailing that has begun is no duplicate any more; before, it is one behind another row's or
   * another mailing, also behind one that has still to begin. A row that was itself a duplicate
   * stands in nobody's way: it mailed nothing. Tests neither are duplicates nor make any.
   */
  private boolean isDuplicate(MailingOrder order) {
    if (knows(order.origin()) || order.origin().isTest()) {
      return false;
    }
    if (order.claim() == MailingOrder.Claim.LOST) {
      return true;
    }
    return order.kind() == MailKind.BROADCAST
        && (order.claim() == MailingOrder.Claim.SECOND || isMailed(order.mailing().campaign()));
  }

  private boolean isMailed(String campaign) {
    return folded.isMailed(campaign)
        || mailings.values().stream()
            .filter(m -> m.state() != MailingState.DUPLICATE && !m.id().origin().isTest())
            .anyMatch(m -> m.id().campaign().equals(campaign));
  }

  /** How many mailings of the campaign had an attempt, without tests. */
  public long tried(String campaign) {
    return folded.tried(campaign)
        + mailings.values().stream()
            .filter(m -> m.tries().number() > 0 && !m.id().origin().isTest())
            .filter(m -> m.id().campaign().equals(campaign))
            .count();
  }

  private boolean isExpired(MailingOrder order, Circumstances now) {
    if (order.expireMailAt().filter(at -> !now.now().isBefore(at)).isPresent()) {
      return true;
    }
    var mailing = mailings.get(order.origin());
    return mailing instanceof Mailing.Deferred d
        && now.retry().givesUpAfter(d.tries().elapsed(now.now(), order.pausedFor()));
  }

  private Decision begin(RecipientRequest.Begin begin, Circumstances now) {
    var order = begin.order();
    var state = stateOf(order.origin());
    if (state == MailingState.ATTEMPTING && isThisAttempt(begin)) {
      return accept();
    }
    var isNext = begin.number() == nextAttempt(order.origin());
    var isOwed = state == MailingState.WAITING || state == MailingState.DEFERRED;
    if (!(isNext && isOwed)) {
      return new Reject(new RecipientRejection.NotWanted());
    }
    var closing = closing(order, now);
    if (closing.isPresent()) {
      return accept(closing.get());
    }
    return accept(
        new AttemptStarted(
            MailingRef.of(order.mailing()),
            begin.number(),
            state,
            begin.incarnation(),
            now.now(),
            begin.date(),
            order.pausedFor(),
            order.whenInDoubt()));
  }

  private boolean isThisAttempt(RecipientRequest.Begin begin) {
    return mailings.get(begin.order().origin()) instanceof Mailing.Attempting a
        && a.tries().number() == begin.number()
        && a.incarnation().equals(begin.incarnation());
  }

  private Decision conclude(RecipientRequest.Conclude conclude, Circumstances now) {
    var origin = conclude.origin();
    if (!(mailings.get(origin) instanceof Mailing.Attempting attempting)
        || attempting.tries().number() != conclude.number()) {
      return accept(); // concluded before
    }
    var campaign = attempting.id().campaign();
    var number = conclude.number();
    var at = now.now();
    return switch (conclude.outcome()) {
      case Outcome.Delivered(var reply) ->
          accept(
              delivered(
                  attempting, new RecipientEvent.Delivered(origin, campaign, number, at, reply)));
      case Outcome.Deferred(var reply) ->
          accept(
              new RecipientEvent.Deferred(
                  origin,
                  campaign,
                  number,
                  at,
                  at.plus(now.retry().delayAfter(number, now.random())),
                  reply));
      case Outcome.Bounced(var kind, var reply) -> accept(bounced(attempting, kind, at, reply));
      case Outcome.InDoubt(var reply, var doubt) ->
          accept(
              new Doubted(
                  origin,
                  campaign,
                  number,
                  at,
                  at.plus(waitAfter(doubt, attempting.tries(), now)),
                  attempting.tries().whenInDoubt(),
                  reply));
      case Outcome.Untried(var reply) ->
          accept(new AttemptAbandoned(origin, campaign, number, attempting.before(), at, reply));
    };
  }

  /**
   * The first try is repeated at once. A server that falls silent again and again may have taken
   * every copy: it is asked as seldom as one that defers.
   */
  private static Duration waitAfter(Outcome.Doubt doubt, Tries tries, Circumstances now) {
    return switch (tries.whenInDoubt()) {
      case ASSUME_DELIVERED, HOLD -> Duration.ZERO;
      case RETRY ->
          doubt == Outcome.Doubt.SENDER_DIED || tries.number() == 1
              ? Duration.ZERO
              : now.retry().delayAfter(tries.number() - 1, now.random());
    };
  }

  /** With those earlier hits that look different now. */
  private List<RecipientEvent> delivered(
      Mailing.Attempting attempting, RecipientEvent.Delivered delivered) {
    var events = new ArrayList<RecipientEvent>(2);
    events.add(delivered);
    events.addAll(HitRules.delivered(this, attempting, delivered.at()));
    return events;
  }

  private List<RecipientEvent> bounced(
      Mailing.Attempting attempting, BounceKind kind, Instant at, Reply reply) {
    var events = new ArrayList<RecipientEvent>(2);
    var campaign = attempting.id().campaign();
    events.add(
        new RecipientEvent.Bounced(
            attempting.id().origin(),
            campaign,
            attempting.tries().number(),
            MailingState.ATTEMPTING,
            at,
            kind,
            reply));
    if (kind == BounceKind.HARD && !attempting.id().origin().isTest()) {
      events.addAll(SuppressionRules.bounced(this, campaign, at));
    }
    return events;
  }

  private Decision close(MailingId mailing, MailingState to, String reason, Instant at) {
    return switch (stateOf(mailing.origin())) {
      case WAITING, DEFERRED -> accept(closed(mailing, to, reason, at));
      case ATTEMPTING,
          DELIVERED,
          BOUNCED,
          EXPIRED,
          SUPPRESSED,
          DUPLICATE,
          FAILED,
          CANCELLED,
          IN_DOUBT ->
          accept();
    };
  }

  private Closed closed(MailingId mailing, MailingState to, String reason, Instant at) {
    return new Closed(MailingRef.of(mailing), stateOf(mailing.origin()), to, at, reason);
  }

  private Decision resolve(Origin origin, RecipientRequest.Resolution as, Instant at) {
    if (!knows(origin)) {
      return new Reject(new RecipientRejection.UnknownMailing());
    }
    var mailing = mailings.get(origin);
    if (mailing == null || mailing.state() != MailingState.IN_DOUBT) {
      return new Reject(new RecipientRejection.WrongState(stateOf(origin)));
    }
    var campaign = mailing.id().campaign();
    return switch (as) {
      case DELIVERED -> accept(new Resolved(origin, campaign, at, Proof.SOMEBODY_SAID));
      case RETRY ->
          accept(new Requeued(origin, campaign, mailing.state(), MailingState.DEFERRED, at));
    };
  }

  private Decision retry(MailingId mailing, Instant at) {
    var origin = mailing.origin();
    if (!knows(origin)) {
      return new Reject(new RecipientRejection.UnknownMailing());
    }
    if (dueOf(origin).filter(due -> !due.isAfter(at)).isPresent()) {
      return accept(); // it is owed now already
    }
    var state = stateOf(origin);
    return switch (state) {
      case DEFERRED, BOUNCED, EXPIRED, FAILED ->
          accept(
              new Requeued(
                  origin,
                  mailing.campaign(),
                  state,
                  triesOf(origin) == 0 ? MailingState.WAITING : MailingState.DEFERRED,
                  at));
      case WAITING, ATTEMPTING, DELIVERED, SUPPRESSED, DUPLICATE, CANCELLED, IN_DOUBT ->
          new Reject(new RecipientRejection.WrongState(state));
    };
  }

  private static Decision accept(RecipientEvent... events) {
    return new Accept(List.of(events));
  }

  private static Decision accept(List<RecipientEvent> events) {
    return new Accept(events);
  }

  /** The state after the event; throws on an event that cannot follow this state. */
  public static Recipient evolve(Recipient state, RecipientEvent event) {
    return switch (event) {
      case MailingMoved moved -> state.withMailing(MailingMoves.after(state, moved));
      case HitsApplied applied -> HitRules.evolve(state, applied);
      case TestHitsApplied applied -> HitRules.evolve(state, applied);
      case HitsReclassified reclassified -> HitRules.evolve(state, reclassified);
      case SuppressionAdded(var suppression, var at) -> SuppressionRules.with(state, suppression);
      case SuppressionImported(var suppression, var at) ->
          SuppressionRules.with(state, suppression);
      case SuppressionsRemoved removed -> state.withSuppressions(List.of());
    };
  }

  private Recipient withMailing(Mailing mailing) {
    var origin = mailing.id().origin();
    var all = Mailings.of(mailings).with(mailing);
    return new Recipient(
        origin.isTest() && mailing.state().isFinal() ? withoutOldTests(all) : all,
        engagements,
        suppressions,
        marks,
        mailings.containsKey(origin) ? folded : folded.without(origin));
  }

  /** What became of a test is remembered so that its page may ask again, and not for ever. */
  private static Mailings withoutOldTests(Mailings all) {
    var over =
        all.values().stream().filter(m -> m.id().origin().isTest() && m.state().isFinal()).toList();
    var old = over.subList(0, Math.max(0, over.size() - TESTS_MAX));
    return old.isEmpty() ? all : all.without(old::contains);
  }

  /**
   * With all that has rested since {@code before} reduced to what still matters. Whether and when
   * this is done changes no later answer; see docs/adr/0030.
   */
  public Recipient folded(Instant before) {
    return Folding.fold(this, before);
  }

  Recipient withEngagements(Engagements all, Folded folded) {
    return new Recipient(mailings, all, suppressions, marks, folded);
  }

  Recipient withSuppressions(List<Suppression> all) {
    return new Recipient(mailings, engagements, all, marks, folded);
  }

  /** Up to there the edge's log is applied. */
  Recipient withMark(int edge, Mark mark) {
    return new Recipient(mailings, engagements, suppressions, marks(edge, mark), folded);
  }

  private Map<Integer, Mark> marks(int edge, Mark mark) {
    if (marks.isEmpty() || (marks.size() == 1 && marks.containsKey(edge))) {
      return Map.of(edge, mark); // mostly
    }
    var all = new HashMap<>(marks);
    all.put(edge, mark);
    return all;
  }
}
