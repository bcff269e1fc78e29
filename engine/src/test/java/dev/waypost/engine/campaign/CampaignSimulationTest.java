package dev.waypost.engine.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Seeds;
import dev.waypost.engine.TransitionTable;
import dev.waypost.engine.campaign.Campaign.Accept;
import dev.waypost.engine.campaign.Campaign.Present;
import dev.waypost.engine.campaign.Campaign.Reject;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.SenderId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CampaignSimulationTest {
  @Test
  void campaign_underRandomRequests_keepsItsPromisesAndTheTable() {
    Set<String> reached = new TreeSet<>();

    Seeds.each(400, random -> new Simulation(random, reached).run());

    assertThat(reached).isEqualTo(TransitionTable.under("Campaign transitions"));
  }

  /** One campaign; what it is asked is repeated, out of order, and sometimes nonsense. */
  private static final class Simulation {
    private static final int ROWS_PER_PAGE = 10;

    private final Random random;
    private final Set<String> reached;
    private final List<CampaignEvent> journal = new ArrayList<>();
    private final List<CampaignRequest> asked = new ArrayList<>();
    private final MailKind kind;
    private Campaign state = new Campaign.Absent();
    private Instant now = Campaigns.NOON;
    private int batches;

    Simulation(Random random, Set<String> reached) {
      this.random = random;
      this.reached = reached;
      this.kind = random.nextBoolean() ? MailKind.BROADCAST : MailKind.TRANSACTIONAL;
    }

    void run() {
      ask(new CampaignRequest.Put(Campaigns.plan(1, kind), Optional.empty()));
      for (var i = 0; i < 150; i++) {
        now = now.plusSeconds(random.nextInt(100));
        ask(random.nextInt(6) == 0 ? asked.get(random.nextInt(asked.size())) : something());
      }
      assertThat(replayed()).isEqualTo(state);
    }

    private CampaignRequest something() {
      return switch (random.nextInt(24)) {
        case 0 ->
            new CampaignRequest.Put(Campaigns.plan(1 + random.nextInt(3), kind), Optional.empty());
        case 1 ->
            new CampaignRequest.Launch(
                random.nextBoolean() ? Optional.empty() : Optional.of(now.plusSeconds(50)));
        case 2, 3, 4 -> new CampaignRequest.Pause();
        case 5, 6 -> new CampaignRequest.Resume();
        case 7 ->
            random.nextInt(4) == 0 ? new CampaignRequest.Cancel() : new CampaignRequest.Resume();
        case 8 ->
            random.nextInt(4) == 0 ? new CampaignRequest.Archive() : new CampaignRequest.Settle();
        case 9, 10 -> new CampaignRequest.Settle();
        case 11 -> {
          var pages = random.nextInt(3);
          batches++;
          yield new CampaignRequest.AddBatch(
              Campaigns.batch(batches), pages, pages * ROWS_PER_PAGE);
        }
        case 12, 13, 14, 15, 16 ->
            new CampaignRequest.OpenPage(someBatch(), random.nextInt(3), ROWS_PER_PAGE);
        default -> finish(someBatch(), random.nextInt(3));
      };
    }

    /** Only pages that have acted finish. */
    private CampaignRequest finish(BatchId batch, int page) {
      var isOpened =
          state instanceof Present present
              && present.isOpened(new PageId(SenderId.DEFAULT, batch, page));
      return isOpened
          ? new CampaignRequest.FinishPage(batch, page)
          : new CampaignRequest.OpenPage(batch, page, ROWS_PER_PAGE);
    }

    private BatchId someBatch() {
      return Campaigns.batch(1 + random.nextInt(batches + 1));
    }

    private void ask(CampaignRequest request) {
      asked.add(request);
      var before = state;
      switch (Campaign.decide(state, request, now)) {
        case Reject(var reason) -> {}
        case Accept(var events) -> {
          events.forEach(this::take);
          switch (Campaign.decide(state, request, now)) {
            case Accept(var again) -> assertThat(again).as("repeated " + request).isEmpty();
            case Reject(var reason) -> {}
          }
        }
      }
      check(before);
    }

    private void take(CampaignEvent event) {
      journal.add(event);
      var before = state;
      state = Campaign.evolve(state, event);
      if (before instanceof Present was
          && state instanceof Present is
          && was.phase() != is.phase()) {
        reached.add(TransitionTable.between(was.phase(), is.phase()));
      }
      if (event instanceof CampaignEvent.Cancelled(var undriven, var at)) {
        assertThat(undriven).isEqualTo(((Present) before).undriven());
      }
      if (event instanceof CampaignEvent.Finished) {
        assertThat(((Present) before).isDone()).isTrue();
      }
    }

    private void check(Campaign before) {
      if (!(state instanceof Present is)) {
        return;
      }
      if (before instanceof Present was) {
        assertThat(is.accepted()).isGreaterThanOrEqualTo(was.accepted());
        assertThat(is.epoch()).isGreaterThanOrEqualTo(was.epoch());
        if (was.isReleased() && !is.isReleased() && is.phase() != CampaignPhase.FINISHED) {
          assertThat(is.epoch())
              .as("pages must see that they have to stop")
              .isNotEqualTo(was.epoch());
        }
        if (was.isCancelled()) {
          assertThat(is.isCancelled()).isTrue();
        }
      }
      is.stopping()
          .ifPresent(next -> assertThat(next).isIn(CampaignPhase.PAUSED, CampaignPhase.CANCELLED));
      if (is.phase() == CampaignPhase.RUNNING && is.stopping().isEmpty()) {
        assertThat(is.isDone() && !is.batches().isEmpty())
            .as("running with nothing to do")
            .isFalse();
      }
      if (is.phase() == CampaignPhase.FINISHED) {
        assertThat(is.isDone()).isTrue();
      }
    }

    private Campaign replayed() {
      Campaign replayed = new Campaign.Absent();
      for (var event : journal) {
        replayed = Campaign.evolve(replayed, event);
      }
      return replayed;
    }
  }
}
