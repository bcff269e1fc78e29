package dev.waypost.engine.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.waypost.engine.campaign.Campaign.Accept;
import dev.waypost.engine.campaign.Campaign.Present;
import dev.waypost.engine.campaign.Campaign.Reject;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.Wire;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The actor around {@link Campaign}: releases pages at the campaign's pace and, on a pause or
 * cancel, waits until none of them acts. Which pages are active is kept in memory only; after a
 * restart all unfinished ones are released again, or told to stop again.
 */
public final class CampaignEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        CampaignEntity.Command, CampaignEvent, Campaign> {
  private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);
  private static final double BACKOFF_JITTER = 0.2;
  private static final String BEAT = "beat";

  /** How many callers may wait for pages to stop; further ones are answered before that. */
  private static final int WAITING_MAX = 64;

  /** What the actor understands. */
  public sealed interface Command extends Wire {}

  /**
   * A request. A pause or cancel is answered when no page acts any more, or when that takes too
   * long: then the state shows later.
   */
  public record Ask(CampaignRequest request, ActorRef<Answer> replyTo) implements Command {}

  public record Get(ActorRef<Sighting> replyTo) implements Command {}

  /** A page wants to act, or goes on acting. */
  public record Enter(PageId page, int rows, ActorRef<Terms> replyTo) implements Command {}

  /** A page does not act any more for now; its own alarm wakes it. */
  public record Rest(PageId page) implements Command {}

  /** A page does not act any more under an epoch before this one. */
  public record Stopped(PageId page, int epoch) implements Command {}

  /** It may be time to do something. */
  public record Wake() implements Command {}

  private record Beat() implements Command {}

  /** The answer to a request. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Done.class, name = "done"),
    @JsonSubTypes.Type(value = Rejected.class, name = "rejected"),
  })
  public sealed interface Answer extends Wire {}

  /** It is journalled, now or before. */
  public record Done() implements Answer {}

  public record Rejected(CampaignRejection reason) implements Answer {}

  /** The campaign as it is; empty when nobody has put it. */
  public record Sighting(Optional<Portrait> portrait) implements Wire {}

  /** A campaign that exists. */
  public record Portrait(
      CampaignPlan plan,
      CampaignPhase phase,
      Instant createdAt,
      Optional<Instant> scheduledAt,
      Optional<Instant> launchedAt,
      Optional<Instant> finishedAt,
      long accepted) {}

  /** What a page may do. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Release.class, name = "release"),
    @JsonSubTypes.Type(value = CancelRest.class, name = "cancelRest"),
    @JsonSubTypes.Type(value = Halt.class, name = "halt"),
  })
  public sealed interface Terms extends Wire {}

  /** Drive, under this epoch. */
  public record Release(int epoch, CampaignPlan plan, Duration pausedFor) implements Terms {}

  /** Cancel what is left. */
  public record CancelRest() implements Terms {}

  /** Do nothing until released. */
  public record Halt() implements Terms {}

  private final CampaignId id;
  private final CampaignSettings settings;
  private final Pages pages;
  private final InstantSource clock;
  private final TimerScheduler<Command> timers;

  private final Map<PageId, Instant> active = new HashMap<>();
  private final ArrayDeque<PageId> queued = new ArrayDeque<>();
  private final Set<PageId> stopping = new LinkedHashSet<>();
  private final List<ActorRef<Answer>> waiting = new ArrayList<>();
  private Instant waitingSince = Instant.EPOCH;

  public static Behavior<Command> create(
      CampaignId id, CampaignSettings settings, Pages pages, InstantSource clock) {
    return Behaviors.withTimers(timers -> new CampaignEntity(id, settings, pages, clock, timers));
  }

  private CampaignEntity(
      CampaignId id,
      CampaignSettings settings,
      Pages pages,
      InstantSource clock,
      TimerScheduler<Command> timers) {
    super(
        PersistenceId.ofUniqueId(id.persistenceId()),
        SupervisorStrategy.restartWithBackoff(BACKOFF_MIN, BACKOFF_MAX, BACKOFF_JITTER));
    this.id = id;
    this.settings = settings;
    this.pages = pages;
    this.clock = clock;
    this.timers = timers;
  }

  @Override
  public Campaign emptyState() {
    return new Campaign.Absent();
  }

  @Override
  public CommandHandlerWithReply<Command, CampaignEvent, Campaign> commandHandler() {
    return this::onCommand;
  }

  @Override
  public EventHandler<Campaign, CampaignEvent> eventHandler() {
    return Campaign::evolve;
  }

  @Override
  public SignalHandler<Campaign> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .build();
  }

  /** Snapshots shorten recovery; events stay, because views are made of them. */
  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), 1);
  }

  private ReplyEffect<CampaignEvent, Campaign> onCommand(Campaign state, Command command) {
    return switch (command) {
      case Ask(var request, var replyTo) -> onAsk(state, request, replyTo);
      case Get(var replyTo) -> Effect().reply(replyTo, sighting(state));
      case Enter enter -> onEnter(state, enter);
      case Rest(var page) -> onRest(state, page);
      case Stopped(var page, var epoch) -> onStopped(state, page, epoch);
      case Wake wake -> onWake(state);
      case Beat beat -> onBeat(state);
    };
  }

  private ReplyEffect<CampaignEvent, Campaign> onAsk(
      Campaign state, CampaignRequest request, ActorRef<Answer> replyTo) {
    return switch (Campaign.decide(state, request, clock.instant())) {
      case Accept(var events) ->
          Effect()
              .persist(events)
              .thenRun(after -> act(events, after))
              .thenRun(after -> answer(after, request, replyTo))
              .thenNoReply();
      case Reject(var reason) -> Effect().reply(replyTo, new Rejected(reason));
    };
  }

  private ReplyEffect<CampaignEvent, Campaign> onEnter(Campaign state, Enter enter) {
    var page = enter.page();
    var request = new CampaignRequest.OpenPage(page.batch(), page.number(), enter.rows());
    return switch (Campaign.decide(state, request, clock.instant())) {
      case Accept(var events) ->
          Effect()
              .persist(events)
              .thenRun(after -> entered(after, page))
              .thenReply(enter.replyTo(), after -> terms(after, page));
      case Reject(var reason) -> Effect().reply(enter.replyTo(), new Halt());
    };
  }

  private void entered(Campaign state, PageId page) {
    if (state instanceof Present present && present.isReleased()) {
      active.put(page, clock.instant());
    }
  }

  private static Terms terms(Campaign state, PageId page) {
    return switch (state) {
      case Campaign.Absent absent -> new Halt();
      case Present present when present.isReleased() ->
          new Release(present.epoch(), present.plan(), present.pausedFor());
      case Present present when present.isCancelled() && present.isOpened(page) -> new CancelRest();
      case Present present -> new Halt();
    };
  }

  private ReplyEffect<CampaignEvent, Campaign> onRest(Campaign state, PageId page) {
    active.remove(page);
    pump(state);
    return Effect().noReply();
  }

  private ReplyEffect<CampaignEvent, Campaign> onStopped(Campaign state, PageId page, int epoch) {
    if (state instanceof Present present && present.epoch() == epoch && stopping.remove(page)) {
      active.remove(page);
      if (stopping.isEmpty()) {
        return settle(state);
      }
    }
    return Effect().noReply();
  }

  private ReplyEffect<CampaignEvent, Campaign> settle(Campaign state) {
    return persistAndAct(state, new CampaignRequest.Settle());
  }

  private ReplyEffect<CampaignEvent, Campaign> onWake(Campaign state) {
    if (state instanceof Present present
        && present.phase() == CampaignPhase.SCHEDULED
        && present.stopping().isEmpty()
        && present.dates().scheduled().filter(at -> !clock.instant().isBefore(at)).isPresent()) {
      return persistAndAct(state, new CampaignRequest.Launch(Optional.empty()));
    }
    return Effect().noReply();
  }

  /** Repeats what pages have not answered. */
  private ReplyEffect<CampaignEvent, Campaign> onBeat(Campaign state) {
    if (state instanceof Present present && present.stopping().isPresent()) {
      stopping.forEach(page -> pages.stop(page, present.epoch()));
      if (!waitingSince.plus(settings.stopPatience()).isAfter(clock.instant())) {
        answerAll();
      }
      return stopping.isEmpty() ? settle(state) : Effect().noReply();
    }
    var now = clock.instant();
    var overdue = now.minus(settings.repeatAfter().multipliedBy(10));
    active.replaceAll((page, heard) -> heard.isBefore(overdue) ? released(page, now) : heard);
    if (active.isEmpty() && queued.isEmpty()) {
      timers.cancel(BEAT);
    } else {
      pump(state);
    }
    return Effect().noReply();
  }

  private Instant released(PageId page, Instant now) {
    pages.release(page);
    return now;
  }

  private ReplyEffect<CampaignEvent, Campaign> persistAndAct(
      Campaign state, CampaignRequest request) {
    return switch (Campaign.decide(state, request, clock.instant())) {
      case Accept(var events) ->
          Effect()
              .persist(events)
              .thenRun(after -> act(events, after))
              .thenRun(this::answerWaiting)
              .thenNoReply();
      case Reject(var reason) ->
          throw new IllegalStateException("the campaign refuses itself " + request + ": " + reason);
    };
  }

  /** What follows from events once they are journalled. */
  private void act(List<CampaignEvent> events, Campaign after) {
    if (!(after instanceof Present present)) {
      return;
    }
    for (var event : events) {
      switch (event) {
        case CampaignEvent.Launched launched -> queueUnfinished(present);
        case CampaignEvent.Resumed resumed -> queueUnfinished(present);
        case CampaignEvent.Reopened reopened -> queueUnfinished(present);
        case CampaignEvent.BatchStored(var batch, var count, var accepted, var at) ->
            queuePages(present, new BatchPages(batch, count));
        case CampaignEvent.PauseRequested requested -> beginStopping(present);
        case CampaignEvent.CancelRequested requested -> beginStopping(present);
        case CampaignEvent.PageMoved(var batch, var page, var progress, var at) -> {
          if (progress == PageProgress.FINISHED) {
            active.remove(new PageId(id.sender(), batch, page));
          }
        }
        case CampaignEvent.Paused paused -> forgetPages();
        case CampaignEvent.Cancelled cancelled -> cancelPages(present);
        case CampaignEvent.Finished finished -> forgetPages();
        case CampaignEvent.Archived archived -> {} // pages may still cancel what is left of them
        case CampaignEvent.Drafted drafted -> {}
        case CampaignEvent.Scheduled scheduled -> {}
        case CampaignEvent.PageOpened opened -> {}
      }
    }
    pump(after);
  }

  private record BatchPages(BatchId batch, int count) {}

  private void queueUnfinished(Present present) {
    queued.clear();
    present
        .batches()
        .forEach((batch, progress) -> queuePages(present, new BatchPages(batch, progress.pages())));
  }

  private void queuePages(Present present, BatchPages batch) {
    var progress = present.batches().get(batch.batch());
    if (!present.isReleased() || progress == null) {
      return;
    }
    for (var number = 0; number < batch.count(); number++) {
      var page = new PageId(id.sender(), batch.batch(), number);
      if (!progress.isFinished(number) && !active.containsKey(page)) {
        queued.add(page);
      }
    }
  }

  private void forgetPages() {
    queued.clear();
    active.clear();
    stopping.clear();
  }

  /** Pages that were opened and are not finished cancel what is left of them, at the same pace. */
  private void cancelPages(Present present) {
    forgetPages();
    queued.addAll(openPages(present));
  }

  private void beginStopping(Present present) {
    if (present.stopping().isEmpty()) {
      return; // there was nobody to wait for
    }
    queued.clear();
    stopping.clear();
    stopping.addAll(openPages(present));
    stopping.forEach(page -> pages.stop(page, present.epoch()));
    beat();
  }

  private List<PageId> openPages(Present present) {
    var open = new ArrayList<PageId>();
    present
        .batches()
        .forEach(
            (batch, progress) ->
                progress.opened().stream()
                    .filter(number -> !progress.isFinished(number))
                    .forEach(number -> open.add(new PageId(id.sender(), batch, number))));
    return open;
  }

  private void pump(Campaign state) {
    if (!(state instanceof Present present) || !(present.isReleased() || present.isCancelled())) {
      return;
    }
    while (active.size() < settings.activePages() && !queued.isEmpty()) {
      var page = queued.poll();
      var progress = present.batches().get(page.batch());
      if (progress != null && !progress.isFinished(page.number()) && !active.containsKey(page)) {
        active.put(page, released(page, clock.instant()));
      }
    }
    if (!active.isEmpty()) {
      beat();
    }
  }

  private void beat() {
    if (!timers.isTimerActive(BEAT)) {
      timers.startTimerWithFixedDelay(BEAT, new Beat(), settings.repeatAfter());
    }
  }

  private void onRecovered(Campaign state) {
    if (!(state instanceof Present present)) {
      return;
    }
    if (present.stopping().isPresent()) {
      beginStopping(present);
    } else if (present.isReleased()) {
      queueUnfinished(present);
      pump(state);
    } else if (present.isCancelled()) {
      cancelPages(present);
      pump(state);
    }
  }

  /** Only who asked for a pause or cancel waits until it shows. */
  private void answer(Campaign state, CampaignRequest request, ActorRef<Answer> replyTo) {
    var isStop =
        request instanceof CampaignRequest.Pause || request instanceof CampaignRequest.Cancel;
    if (isStop
        && state instanceof Present present
        && present.stopping().isPresent()
        && waiting.size() < WAITING_MAX) {
      if (waiting.isEmpty()) {
        waitingSince = clock.instant();
      }
      waiting.add(replyTo);
    } else {
      answerWaiting(state);
      replyTo.tell(new Done());
    }
  }

  private void answerWaiting(Campaign state) {
    if (state instanceof Present present && present.stopping().isEmpty()) {
      answerAll();
    }
  }

  private void answerAll() {
    waiting.forEach(replyTo -> replyTo.tell(new Done()));
    waiting.clear();
  }

  private static Sighting sighting(Campaign state) {
    return new Sighting(
        state instanceof Present present
            ? Optional.of(
                new Portrait(
                    present.plan(),
                    present.phase(),
                    present.dates().created(),
                    present.dates().scheduled(),
                    present.dates().launched(),
                    present.dates().finished(),
                    present.accepted()))
            : Optional.empty());
  }
}
