package dev.waypost.engine.campaign;

import dev.waypost.engine.campaign.Campaign.Accept;
import dev.waypost.engine.campaign.Campaign.Decision;
import dev.waypost.engine.campaign.Campaign.Present;
import dev.waypost.engine.campaign.Campaign.Reject;
import dev.waypost.engine.delivery.MailKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a campaign that exists answers. */
final class CampaignRules {
  private static final Set<CampaignPhase> EDITABLE =
      EnumSet.of(CampaignPhase.DRAFT, CampaignPhase.SCHEDULED);
  private static final Set<CampaignPhase> TAKES_BATCHES =
      EnumSet.of(
          CampaignPhase.DRAFT,
          CampaignPhase.SCHEDULED,
          CampaignPhase.RUNNING,
          CampaignPhase.PAUSED,
          CampaignPhase.FINISHED);
  private static final Set<CampaignPhase> CANCELLABLE =
      EnumSet.of(
          CampaignPhase.DRAFT,
          CampaignPhase.SCHEDULED,
          CampaignPhase.RUNNING,
          CampaignPhase.PAUSED);
  private static final Set<CampaignPhase> ARCHIVABLE =
      EnumSet.of(CampaignPhase.FINISHED, CampaignPhase.CANCELLED);

  private CampaignRules() {}

  static Decision decide(Present state, CampaignRequest request, Instant now) {
    return switch (request) {
      case CampaignRequest.Put(var plan, var ifMatch) -> put(state, plan, ifMatch, now);
      case CampaignRequest.Launch(var at) -> launch(state, at, now);
      case CampaignRequest.Pause pause -> pause(state, now);
      case CampaignRequest.Resume resume -> resume(state, now);
      case CampaignRequest.Cancel cancel -> cancel(state, now);
      case CampaignRequest.Archive archive -> archive(state, now);
      case CampaignRequest.AddBatch batch -> addBatch(state, batch, now);
      case CampaignRequest.FinishPage page -> finishPage(state, page, now);
      case CampaignRequest.OpenPage page -> openPage(state, page, now);
      case CampaignRequest.Settle settle -> settle(state, now);
    };
  }

  private static Decision put(
      Present state, CampaignPlan plan, Optional<Integer> ifMatch, Instant now) {
    var current = state.plan();
    if (ifMatch.isPresent() && ifMatch.get() != current.version()) {
      return new Reject(new CampaignRejection.OtherVersion(current.version()));
    }
    if (plan.digest().equals(current.digest())) {
      return accept();
    }
    if (!isEditable(state)) {
      return wrongPhase(state, EDITABLE);
    }
    if (plan.kind() != current.kind()) {
      return new Reject(new CampaignRejection.KindFixed());
    }
    if (plan.version() != current.version() + 1) {
      return new Reject(new CampaignRejection.OtherVersion(current.version()));
    }
    return accept(new CampaignEvent.Drafted(plan, now));
  }

  /** One that is being cancelled is not edited or launched any more. */
  private static boolean isEditable(Present state) {
    return EDITABLE.contains(state.phase()) && state.stopping().isEmpty();
  }

  private static Decision launch(Present state, Optional<Instant> at, Instant now) {
    return switch (state.phase()) {
      case DRAFT, SCHEDULED -> {
        if (!isEditable(state)) {
          yield wrongPhase(state, EDITABLE);
        }
        if (state.plan().kind() == MailKind.BROADCAST && state.batches().isEmpty()) {
          yield new Reject(new CampaignRejection.NoBatch());
        }
        if (at.filter(now::isBefore).isPresent()) {
          yield state.phase() == CampaignPhase.SCHEDULED && at.equals(state.dates().scheduled())
              ? accept()
              : accept(new CampaignEvent.Scheduled(at.get(), now));
        }
        var launched = new CampaignEvent.Launched(now);
        yield state.isDone() ? accept(launched, new CampaignEvent.Finished(now)) : accept(launched);
      }
      case RUNNING, FINISHED -> accept();
      case PAUSED, CANCELLED, ARCHIVED -> wrongPhase(state, EDITABLE);
    };
  }

  private static Decision pause(Present state, Instant now) {
    return switch (state.phase()) {
      case RUNNING ->
          state.stopping().isEmpty()
              ? pauseRequested(state, now)
              : stopsAs(state, CampaignPhase.PAUSED);
      case PAUSED ->
          state.stopping().isEmpty() ? accept() : wrongPhase(state, Set.of(CampaignPhase.RUNNING));
      case DRAFT, SCHEDULED, FINISHED, CANCELLED, ARCHIVED ->
          wrongPhase(state, Set.of(CampaignPhase.RUNNING));
    };
  }

  /** With no page to wait for, it is paused at once. */
  private static Decision pauseRequested(Present state, Instant now) {
    var requested = new CampaignEvent.PauseRequested(now);
    return state.hasOpenPages()
        ? accept(requested)
        : accept(requested, new CampaignEvent.Paused(now));
  }

  private static Decision resume(Present state, Instant now) {
    return switch (state.phase()) {
      case PAUSED ->
          state.stopping().isEmpty()
              ? resumed(state, now)
              : wrongPhase(state, Set.of(CampaignPhase.PAUSED));
      case RUNNING -> {
        if (state.stopping().isEmpty()) {
          yield accept();
        }
        // pages may still stop under the old epoch; they are released again when they have
        yield state.stopping().get() == CampaignPhase.PAUSED
            ? resumed(state, now, new CampaignEvent.Paused(now))
            : wrongPhase(state, Set.of(CampaignPhase.PAUSED));
      }
      case DRAFT, SCHEDULED, FINISHED, CANCELLED, ARCHIVED ->
          wrongPhase(state, Set.of(CampaignPhase.PAUSED));
    };
  }

  /** What was in flight when the pause began may have been the last. */
  private static Decision resumed(Present state, Instant now, CampaignEvent... before) {
    var events = new ArrayList<>(List.of(before));
    events.add(new CampaignEvent.Resumed(now));
    if (state.isDone()) {
      events.add(new CampaignEvent.Finished(now));
    }
    return new Accept(events);
  }

  private static Decision cancel(Present state, Instant now) {
    if (state.isCancelled() && state.phase() == CampaignPhase.CANCELLED) {
      return accept();
    }
    if (!CANCELLABLE.contains(state.phase())) {
      return wrongPhase(state, CANCELLABLE);
    }
    if (state.stopping().equals(Optional.of(CampaignPhase.CANCELLED))) {
      return accept();
    }
    var requested = new CampaignEvent.CancelRequested(now);
    return state.hasOpenPages()
        ? accept(requested)
        : accept(requested, new CampaignEvent.Cancelled(state.undriven(), now));
  }

  private static Decision archive(Present state, Instant now) {
    if (state.phase() == CampaignPhase.ARCHIVED) {
      return accept();
    }
    return ARCHIVABLE.contains(state.phase())
        ? accept(new CampaignEvent.Archived(now))
        : wrongPhase(state, ARCHIVABLE);
  }

  private static Decision addBatch(Present state, CampaignRequest.AddBatch batch, Instant now) {
    if (state.batches().containsKey(batch.batch())) {
      return accept();
    }
    var isEnding = state.stopping().equals(Optional.of(CampaignPhase.CANCELLED));
    if (isEnding || !TAKES_BATCHES.contains(state.phase())) {
      return wrongPhase(state, TAKES_BATCHES);
    }
    var stored = new CampaignEvent.BatchStored(batch.batch(), batch.pages(), batch.accepted(), now);
    return state.phase() == CampaignPhase.FINISHED && batch.pages() > 0
        ? accept(stored, new CampaignEvent.Reopened(now))
        : accept(stored);
  }

  private static Decision finishPage(Present state, CampaignRequest.FinishPage page, Instant now) {
    var batch = state.batches().get(page.batch());
    if (batch == null || !batch.has(page.page()) || batch.isFinished(page.page())) {
      return accept();
    }
    var moved = new CampaignEvent.PageMoved(page.batch(), page.page(), PageProgress.FINISHED, now);
    return state.isReleased() && isLastPage(state, page)
        ? accept(moved, new CampaignEvent.Finished(now))
        : accept(moved);
  }

  private static Decision openPage(Present state, CampaignRequest.OpenPage page, Instant now) {
    var batch = state.batches().get(page.batch());
    if (batch == null || !batch.has(page.page())) {
      return new Reject(new CampaignRejection.UnknownCampaign());
    }
    if (batch.isFinished(page.page())) {
      return reopenPage(state, page, now);
    }
    return batch.isOpened(page.page()) || !state.isReleased()
        ? accept()
        : accept(new CampaignEvent.PageOpened(page.batch(), page.page(), page.rows(), now));
  }

  /** Somebody asked for another try of one of its rows. */
  private static Decision reopenPage(Present state, CampaignRequest.OpenPage page, Instant now) {
    var moved = new CampaignEvent.PageMoved(page.batch(), page.page(), PageProgress.OPEN, now);
    return switch (state.phase()) {
      case RUNNING, PAUSED -> accept(moved);
      case FINISHED -> accept(moved, new CampaignEvent.Reopened(now));
      case DRAFT, SCHEDULED, CANCELLED, ARCHIVED -> accept();
    };
  }

  private static boolean isLastPage(Present state, CampaignRequest.FinishPage page) {
    return state.batches().entrySet().stream()
        .allMatch(
            e ->
                e.getKey().equals(page.batch())
                    ? e.getValue().with(page.page(), PageProgress.FINISHED).isFinished()
                    : e.getValue().isFinished());
  }

  private static Decision settle(Present state, Instant now) {
    if (state.stopping().isEmpty()) {
      return accept();
    }
    return switch (state.stopping().get()) {
      case PAUSED -> accept(new CampaignEvent.Paused(now));
      case CANCELLED -> accept(new CampaignEvent.Cancelled(state.undriven(), now));
      case DRAFT, SCHEDULED, RUNNING, FINISHED, ARCHIVED ->
          throw new IllegalStateException("a campaign does not stop to become " + state.stopping());
    };
  }

  private static Decision stopsAs(Present state, CampaignPhase phase) {
    return state.stopping().equals(Optional.of(phase))
        ? accept()
        : wrongPhase(state, Set.of(CampaignPhase.RUNNING));
  }

  private static Decision wrongPhase(Present state, Set<CampaignPhase> allowed) {
    return new Reject(new CampaignRejection.WrongPhase(state.phase(), allowed));
  }

  private static Decision accept(CampaignEvent... events) {
    return new Accept(List.of(events));
  }
}
