package dev.waypost.engine.campaign;

import static dev.waypost.engine.campaign.Campaigns.NOON;
import static dev.waypost.engine.campaign.Campaigns.batch;
import static dev.waypost.engine.campaign.Campaigns.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.campaign.CampaignRequest.AddBatch;
import dev.waypost.engine.campaign.CampaignRequest.Archive;
import dev.waypost.engine.campaign.CampaignRequest.Cancel;
import dev.waypost.engine.campaign.CampaignRequest.FinishPage;
import dev.waypost.engine.campaign.CampaignRequest.Launch;
import dev.waypost.engine.campaign.CampaignRequest.OpenPage;
import dev.waypost.engine.campaign.CampaignRequest.Pause;
import dev.waypost.engine.campaign.CampaignRequest.Put;
import dev.waypost.engine.campaign.CampaignRequest.Resume;
import dev.waypost.engine.campaign.CampaignRequest.Settle;
import dev.waypost.engine.campaign.Campaigns.Told;
import dev.waypost.engine.delivery.MailKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignTest {
  private static final Launch NOW = new Launch(Optional.empty());

  @Test
  void absent_refusesEverythingButPut() {
    assertThat(new Told().refused(NOW)).isEqualTo(new CampaignRejection.UnknownCampaign());
    assertThat(new Told().refused(new AddBatch(batch(1), 1, 10)))
        .isEqualTo(new CampaignRejection.UnknownCampaign());
    assertThat(new Told().refused(put(1, Optional.of(1))))
        .isEqualTo(new CampaignRejection.UnknownCampaign());
  }

  @Test
  void put_ofTheSame_changesNothingInAnyState() {
    assertThat(Told.running(1).ask(put(1, Optional.empty()))).isEmpty();
  }

  @Test
  void put_ofTheNextVersion_replacesADraft() {
    var campaign = Told.drafted(1);
    campaign.ask(put(2, Optional.of(1)));

    assertThat(campaign.present().plan().version()).isEqualTo(2);
    assertThat(campaign.refused(put(3, Optional.of(1))))
        .isEqualTo(new CampaignRejection.OtherVersion(2));
  }

  @Test
  void put_ofAnotherKind_isRefused() {
    assertThat(Told.drafted(1).refused(new Put(plan(2, MailKind.TRANSACTIONAL), Optional.empty())))
        .isEqualTo(new CampaignRejection.KindFixed());
  }

  @Test
  void put_whileRunning_isRefused() {
    assertThat(Told.running(1).refused(put(2, Optional.empty())))
        .isInstanceOf(CampaignRejection.WrongPhase.class);
  }

  @Test
  void launch_ofABroadcastWithoutBatch_isRefused() {
    var campaign = new Told();
    campaign.ask(put(1, Optional.empty()));

    assertThat(campaign.refused(NOW)).isEqualTo(new CampaignRejection.NoBatch());
  }

  @Test
  void launch_ofAnEmptyTransactional_isFinishedAtOnce() {
    var campaign = new Told();
    campaign.ask(new Put(plan(1, MailKind.TRANSACTIONAL), Optional.empty()));
    campaign.ask(NOW);

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.FINISHED);
  }

  @Test
  void launch_atATimeToCome_isScheduledAndMayBeMoved() {
    var campaign = Told.drafted(1);
    var at = new Launch(Optional.of(NOON.plusSeconds(60)));

    assertThat(campaign.ask(at)).hasSize(1);
    assertThat(campaign.ask(at)).isEmpty();
    assertThat(campaign.ask(new Launch(Optional.of(NOON.plusSeconds(90))))).hasSize(1);
    assertThat(campaign.phase()).isEqualTo(CampaignPhase.SCHEDULED);
    assertThat(campaign.present().dates().scheduled()).contains(NOON.plusSeconds(90));
  }

  @Test
  void launch_atAPastTime_runs() {
    var campaign = Told.drafted(1);
    campaign.ask(new Launch(Optional.of(Instant.EPOCH)));

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.RUNNING);
    assertThat(campaign.ask(NOW)).isEmpty();
  }

  @Test
  void launch_beforeItsTime_forgetsTheScheduleAndAtItsTimeKeepsIt() {
    var early = Told.drafted(1);
    early.ask(new Launch(Optional.of(NOON.plusSeconds(60))));
    early.ask(NOW);
    var due = Told.drafted(1);
    due.ask(new Launch(Optional.of(NOON.plusSeconds(60))));
    due.now = NOON.plusSeconds(61);
    due.ask(NOW);

    assertThat(early.present().dates().scheduled()).isEmpty();
    assertThat(early.present().dates().launched()).contains(NOON);
    assertThat(due.present().dates().scheduled()).contains(NOON.plusSeconds(60));
  }

  @Test
  void pause_withAnOpenPage_showsOnlyWhenSettled() {
    var campaign = Told.running(2).open(0);
    var epoch = campaign.present().epoch();

    campaign.ask(new Pause());
    assertThat(campaign.phase()).isEqualTo(CampaignPhase.RUNNING);
    assertThat(campaign.present().isReleased()).isFalse();
    assertThat(campaign.present().epoch()).isGreaterThan(epoch);
    assertThat(campaign.ask(new Pause())).isEmpty();

    campaign.ask(new Settle());
    assertThat(campaign.phase()).isEqualTo(CampaignPhase.PAUSED);
    assertThat(campaign.ask(new Settle())).isEmpty();
    assertThat(campaign.ask(new Pause())).isEmpty();
  }

  @Test
  void pause_withoutOpenPage_showsAtOnce() {
    var campaign = Told.running(2);
    campaign.ask(new Pause());

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.PAUSED);
  }

  @Test
  void resume_addsUpThePauses() {
    var campaign = Told.running(1);
    campaign.ask(new Pause());
    campaign.now = NOON.plusSeconds(100);
    campaign.ask(new Resume());
    campaign.ask(new Pause());
    campaign.now = NOON.plusSeconds(130);
    campaign.ask(new Resume());

    assertThat(campaign.present().pausedFor()).isEqualTo(Duration.ofSeconds(130));
    assertThat(campaign.ask(new Resume())).isEmpty();
  }

  @Test
  void resume_beforeThePauseHasSettled_goesOnUnderANewEpoch() {
    var campaign = Told.running(1).open(0);
    campaign.ask(new Pause());
    var epoch = campaign.present().epoch();
    campaign.ask(new Resume());

    assertThat(campaign.present().isReleased()).isTrue();
    assertThat(campaign.present().epoch()).isGreaterThan(epoch);
    assertThat(campaign.ask(new Settle())).isEmpty();
  }

  @Test
  void resume_whenNothingIsLeft_finishes() {
    var campaign = Told.running(1).open(0);
    campaign.ask(new Pause());
    campaign.finish(0).ask(new Settle());
    assertThat(campaign.phase()).isEqualTo(CampaignPhase.PAUSED);

    campaign.ask(new Resume());
    assertThat(campaign.phase()).isEqualTo(CampaignPhase.FINISHED);
  }

  @Test
  void resume_beforeThePauseHasSettled_finishesWhenNothingIsLeft() {
    var campaign = Told.running(1).open(0);
    campaign.ask(new Pause());
    campaign.finish(0).ask(new Resume());

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.FINISHED);
  }

  @Test
  void page_whileStopping_isNotOpened() {
    var campaign = Told.running(2).open(0);
    campaign.ask(new Pause());

    assertThat(campaign.ask(new OpenPage(batch(1), 1, 10))).isEmpty();
    assertThat(campaign.present().undriven()).isEqualTo(10);
  }

  @Test
  void lastPage_finishes() {
    var campaign = Told.running(2).open(0).open(1).finish(1);
    assertThat(campaign.phase()).isEqualTo(CampaignPhase.RUNNING);

    campaign.finish(0);
    assertThat(campaign.phase()).isEqualTo(CampaignPhase.FINISHED);
    assertThat(campaign.ask(new FinishPage(batch(1), 0))).isEmpty();
  }

  @Test
  void page_ofAnUnknownBatch_isRefused() {
    assertThat(Told.running(1).refused(new OpenPage(batch(9), 0, 10)))
        .isEqualTo(new CampaignRejection.UnknownCampaign());
    assertThat(Told.running(1).refused(new OpenPage(batch(1), 1, 10)))
        .isEqualTo(new CampaignRejection.UnknownCampaign());
  }

  @Test
  void newBatch_whenFinished_reopens() {
    var campaign = Told.running(1).open(0).finish(0);
    campaign.ask(new AddBatch(batch(2), 1, 10));

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.RUNNING);
    assertThat(campaign.ask(new AddBatch(batch(2), 1, 10))).isEmpty();
    assertThat(campaign.present().accepted()).isEqualTo(20);
  }

  @Test
  void newBatch_withoutPages_leavesItFinished() {
    var campaign = Told.running(1).open(0).finish(0);
    campaign.ask(new AddBatch(batch(2), 0, 0));

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.FINISHED);
  }

  @Test
  void page_openedAgain_reopens() {
    var campaign = Told.running(1).open(0).finish(0).open(0);

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.RUNNING);
    assertThat(campaign.finish(0).phase()).isEqualTo(CampaignPhase.FINISHED);
  }

  @Test
  void cancel_countsRowsThatNoPageEverDrove() {
    var campaign = Told.running(3).open(1);
    campaign.ask(new Cancel());
    assertThat(campaign.ask(new Cancel())).isEmpty();

    assertThat(campaign.ask(new Settle()))
        .isEqualTo(List.of(new CampaignEvent.Cancelled(20, NOON)));
    assertThat(campaign.phase()).isEqualTo(CampaignPhase.CANCELLED);
    assertThat(campaign.ask(new Cancel())).isEmpty();
  }

  @Test
  void cancel_ofADraft_showsAtOnceAndIsFinal() {
    var campaign = Told.drafted(2);
    campaign.ask(new Cancel());

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.CANCELLED);
    assertThat(campaign.refused(NOW)).isInstanceOf(CampaignRejection.WrongPhase.class);
    assertThat(campaign.refused(new AddBatch(batch(2), 1, 1)))
        .isInstanceOf(CampaignRejection.WrongPhase.class);
  }

  @Test
  void cancel_whileAPauseSettles_winsOverIt() {
    var campaign = Told.running(1).open(0);
    campaign.ask(new Pause());
    campaign.ask(new Cancel());
    assertThat(campaign.refused(new Resume())).isInstanceOf(CampaignRejection.WrongPhase.class);
    campaign.ask(new Settle());

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.CANCELLED);
  }

  @Test
  void newBatch_whileCancelSettles_isRefused() {
    var campaign = Told.running(1).open(0);
    campaign.ask(new Cancel());

    assertThat(campaign.refused(new AddBatch(batch(2), 1, 10)))
        .isInstanceOf(CampaignRejection.WrongPhase.class);
  }

  @Test
  void cancelled_pageThatFinishes_doesNotFinishTheCampaign() {
    var campaign = Told.running(1).open(0);
    campaign.ask(new Cancel());
    campaign.ask(new Settle());
    campaign.finish(0);

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.CANCELLED);
  }

  @Test
  void archive_afterTheEnd_isFinal() {
    var campaign = Told.running(1).open(0).finish(0);
    campaign.ask(new Archive());

    assertThat(campaign.phase()).isEqualTo(CampaignPhase.ARCHIVED);
    assertThat(campaign.ask(new Archive())).isEmpty();
    assertThat(campaign.refused(new AddBatch(batch(2), 1, 1)))
        .isInstanceOf(CampaignRejection.WrongPhase.class);
    assertThat(campaign.refused(new Cancel())).isInstanceOf(CampaignRejection.WrongPhase.class);
  }

  @ParameterizedTest
  @CsvSource({"DRAFT", "FINISHED"})
  void pause_whenNotRunning_saysWhenItCould(CampaignPhase phase) {
    var campaign =
        phase == CampaignPhase.DRAFT ? Told.drafted(1) : Told.running(1).open(0).finish(0);

    assertThat(campaign.refused(new Pause()))
        .isEqualTo(new CampaignRejection.WrongPhase(phase, Set.of(CampaignPhase.RUNNING)));
  }

  @Test
  void event_ofAnUnknownBatch_isImpossible() {
    var campaign = Told.running(1);
    var event = new CampaignEvent.PageOpened(batch(9), 0, 1, NOON);

    assertThatThrownBy(() -> Campaign.evolve(campaign.state, event))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("batch-0000000009");
  }

  private static Put put(int version, Optional<Integer> ifMatch) {
    return new Put(plan(version, MailKind.BROADCAST), ifMatch);
  }
}
