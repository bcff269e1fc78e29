package dev.waypost.engine.campaign;

import dev.waypost.engine.campaign.CampaignEvent.Archived;
import dev.waypost.engine.campaign.CampaignEvent.BatchStored;
import dev.waypost.engine.campaign.CampaignEvent.CancelRequested;
import dev.waypost.engine.campaign.CampaignEvent.Cancelled;
import dev.waypost.engine.campaign.CampaignEvent.Drafted;
import dev.waypost.engine.campaign.CampaignEvent.Finished;
import dev.waypost.engine.campaign.CampaignEvent.Launched;
import dev.waypost.engine.campaign.CampaignEvent.PageMoved;
import dev.waypost.engine.campaign.CampaignEvent.PageOpened;
import dev.waypost.engine.campaign.CampaignEvent.PauseRequested;
import dev.waypost.engine.campaign.CampaignEvent.Paused;
import dev.waypost.engine.campaign.CampaignEvent.Reopened;
import dev.waypost.engine.campaign.CampaignEvent.Resumed;
import dev.waypost.engine.campaign.CampaignEvent.Scheduled;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.PageId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One mailing's owner. Immutable; all rules are {@link #decide} and {@link #evolve}.
 *
 * <p>Pages act only under a <em>release</em>: the campaign's epoch while it runs. A pause or cancel
 * raises the epoch, and only when no page acts under the old one does the new phase show.
 */
public sealed interface Campaign {
  /** Nobody has put it yet. */
  record Absent() implements Campaign {}

  /**
   * It exists.
   *
   * @param epoch raised whenever pages have to stop or may go on
   * @param stopping which phase follows when no page acts any more
   * @param pausedFor how long it has been paused in all, without the current pause
   */
  record Present(
      CampaignPlan plan,
      CampaignPhase phase,
      Dates dates,
      Map<BatchId, BatchProgress> batches,
      int epoch,
      Optional<CampaignPhase> stopping,
      Duration pausedFor)
      implements Campaign {
    public Present {
      batches = Collections.unmodifiableMap(new LinkedHashMap<>(batches));
    }

    /** Rows of stored batches without their in-batch duplicates. */
    public int accepted() {
      return batches.values().stream().mapToInt(BatchProgress::accepted).sum();
    }

    /** Whether pages may act, and under which epoch they would. */
    public boolean isReleased() {
      return phase == CampaignPhase.RUNNING && stopping.isEmpty();
    }

    /** Whether pages are to cancel what is left of them. */
    public boolean isCancelled() {
      return phase == CampaignPhase.CANCELLED || phase == CampaignPhase.ARCHIVED;
    }

    /** Whether the page has ever acted. */
    boolean isOpened(PageId page) {
      var progress = batches.get(page.batch());
      return progress != null && progress.isOpened(page.number());
    }

    /** Rows that no page has driven. */
    int undriven() {
      return batches.values().stream().mapToInt(BatchProgress::undriven).sum();
    }

    /** Whether some page has acted and is not finished: only then is there anybody to stop. */
    boolean hasOpenPages() {
      return batches.values().stream().anyMatch(BatchProgress::hasOpenPages);
    }

    boolean isDone() {
      return batches.values().stream().allMatch(BatchProgress::isFinished);
    }

    private Present with(CampaignPhase next, Dates nextDates) {
      return new Present(plan, next, nextDates, batches, epoch, Optional.empty(), pausedFor);
    }

    private Present stopping(CampaignPhase next, Instant at) {
      return new Present(
          plan,
          phase,
          dates.withPausedAt(Optional.of(at)),
          batches,
          epoch + 1,
          Optional.of(next),
          pausedFor);
    }

    private Present withBatch(BatchId batch, BatchProgress progress) {
      var all = new LinkedHashMap<>(batches);
      all.put(batch, progress);
      return new Present(plan, phase, dates, all, epoch, stopping, pausedFor);
    }
  }

  /**
   * When what happened.
   *
   * @param paused when the current pause began
   */
  record Dates(
      Instant created,
      Optional<Instant> scheduled,
      Optional<Instant> launched,
      Optional<Instant> paused,
      Optional<Instant> finished) {
    private Dates withScheduled(Instant at) {
      return new Dates(created, Optional.of(at), launched, paused, finished);
    }

    /** A schedule that did not come to pass is forgotten. */
    private Dates withLaunched(Instant at) {
      var kept = scheduled.filter(time -> !time.isAfter(at));
      return new Dates(created, kept, Optional.of(at), paused, finished);
    }

    private Dates withPausedAt(Optional<Instant> at) {
      return new Dates(created, scheduled, launched, at, finished);
    }

    private Dates withFinished(Optional<Instant> at) {
      return new Dates(created, scheduled, launched, paused, at);
    }
  }

  /** What follows from a request. */
  sealed interface Decision {}

  /** These events, in this order; none when it is already so. */
  record Accept(List<CampaignEvent> events) implements Decision {
    public Accept {
      events = List.copyOf(events);
    }
  }

  /** Nothing happens, for this reason. */
  record Reject(CampaignRejection reason) implements Decision {}

  /** Answers a request with events or a refusal; changes nothing. */
  static Decision decide(Campaign state, CampaignRequest request, Instant now) {
    return switch (state) {
      case Absent absent ->
          request instanceof CampaignRequest.Put(var plan, var ifMatch)
              ? ifMatch.isPresent()
                  ? new Reject(new CampaignRejection.UnknownCampaign())
                  : accept(new Drafted(plan, now))
              : new Reject(new CampaignRejection.UnknownCampaign());
      case Present present -> CampaignRules.decide(present, request, now);
    };
  }

  /** The state after the event; throws on an event that cannot follow this state. */
  static Campaign evolve(Campaign state, CampaignEvent event) {
    return switch (state) {
      case Absent absent when event instanceof Drafted(var plan, var at) ->
          new Present(
              plan,
              CampaignPhase.DRAFT,
              new Dates(at, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
              Map.of(),
              0,
              Optional.empty(),
              Duration.ZERO);
      case Absent absent ->
          throw new IllegalStateException("before a campaign is drafted came " + event);
      case Present present -> evolve(present, event);
    };
  }

  private static Present evolve(Present state, CampaignEvent event) {
    var dates = state.dates();
    return switch (event) {
      case Drafted(var plan, var at) ->
          new Present(
              plan,
              state.phase(),
              dates,
              state.batches(),
              state.epoch(),
              state.stopping(),
              state.pausedFor());
      case Scheduled(var launchAt, var at) ->
          state.with(CampaignPhase.SCHEDULED, dates.withScheduled(launchAt));
      case Launched(var at) -> raised(state.with(CampaignPhase.RUNNING, dates.withLaunched(at)));
      case BatchStored(var batch, var pages, var accepted, var at) ->
          state.withBatch(batch, BatchProgress.stored(pages, accepted));
      case PageOpened(var batch, var page, var rows, var at) ->
          state.withBatch(batch, known(state, batch).withOpened(page, rows));
      case PageMoved(var batch, var page, var progress, var at) ->
          state.withBatch(batch, known(state, batch).with(page, progress));
      case PauseRequested(var at) -> state.stopping(CampaignPhase.PAUSED, at);
      case Paused paused -> state.with(CampaignPhase.PAUSED, dates);
      case Resumed(var at) -> resumed(state, at);
      case CancelRequested(var at) -> state.stopping(CampaignPhase.CANCELLED, at);
      case Cancelled(var undriven, var at) ->
          state.with(CampaignPhase.CANCELLED, dates.withFinished(Optional.of(at)));
      case Finished(var at) ->
          state.with(CampaignPhase.FINISHED, dates.withFinished(Optional.of(at)));
      case Reopened reopened ->
          raised(state.with(CampaignPhase.RUNNING, dates.withFinished(Optional.empty())));
      case Archived archived -> state.with(CampaignPhase.ARCHIVED, dates);
    };
  }

  private static BatchProgress known(Present state, BatchId batch) {
    var progress = state.batches().get(batch);
    if (progress == null) {
      throw new IllegalStateException("a page moved of a batch that is not stored: " + batch);
    }
    return progress;
  }

  private static Present raised(Present state) {
    return new Present(
        state.plan(),
        state.phase(),
        state.dates(),
        state.batches(),
        state.epoch() + 1,
        state.stopping(),
        state.pausedFor());
  }

  private static Present resumed(Present state, Instant at) {
    var pause =
        state.dates().paused().map(since -> Duration.between(since, at)).orElse(Duration.ZERO);
    return new Present(
        state.plan(),
        CampaignPhase.RUNNING,
        state.dates().withPausedAt(Optional.empty()),
        state.batches(),
        state.epoch() + 1,
        Optional.empty(),
        state.pausedFor().plus(pause.isNegative() ? Duration.ZERO : pause));
  }

  private static Decision accept(CampaignEvent... events) {
    return new Accept(List.of(events));
  }
}
