package dev.waypost.engine.cluster;

import dev.waypost.engine.Engine;
import dev.waypost.engine.IntakeOpening;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.Batches;
import dev.waypost.engine.roster.Intake;
import dev.waypost.engine.roster.PageEntity;
import dev.waypost.engine.roster.PageIntake;
import dev.waypost.engine.roster.Sealing;
import dev.waypost.engine.roster.TestPlan;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Submissions of recipients, from the first line to the stored batch. */
final class IntakeDesk {
  /** How many faults an answer shows. */
  private static final int FAULTS_SHOWN = 100;

  /** Unfinished sealings taken up at a time. */
  private static final int SEALINGS_AT_ONCE = 100;

  private static final Duration ABANDONED_AFTER = Duration.ofHours(24);

  private static final Set<CampaignPhase> TAKES_BATCHES =
      EnumSet.complementOf(EnumSet.of(CampaignPhase.CANCELLED, CampaignPhase.ARCHIVED));

  private static final Set<CampaignPhase> TAKES_TESTS =
      EnumSet.complementOf(EnumSet.of(CampaignPhase.ARCHIVED));

  private static final Logger LOG = LoggerFactory.getLogger(IntakeDesk.class);

  private final EnginePorts ports;
  private final EngineSettings settings;
  private final CampaignDesk campaigns;
  private final Sealing sealing;

  IntakeDesk(
      EnginePorts ports, EngineSettings settings, Entities entities, CampaignDesk campaigns) {
    this.ports = ports;
    this.settings = settings;
    this.campaigns = campaigns;
    this.sealing =
        new Sealing(
            ports.batches(), entities::ask, page -> entities.ask(page, PageEntity.Undertake::new));
  }

  CompletionStage<IntakeOpening> open(CampaignId campaign, Optional<String> idempotencyKey) {
    return campaigns
        .sight(campaign)
        .thenCompose(
            known ->
                known.isPresent()
                    ? opened(
                        ports
                            .batches()
                            .open(
                                BatchId.random(ports.random()),
                                campaign,
                                idempotencyKey,
                                ports.incarnation(),
                                ports.clock().instant()),
                        known.get().phase(),
                        TAKES_BATCHES)
                    : refused(new CampaignRejection.UnknownCampaign()));
  }

  /** Test mailings of the campaign's content as it is now. */
  CompletionStage<IntakeOpening> openTest(CampaignId campaign, Optional<String> idempotencyKey) {
    return campaigns
        .sight(campaign)
        .thenCompose(
            known ->
                known.isPresent()
                    ? openTest(campaign, idempotencyKey, known.get())
                    : refused(new CampaignRejection.UnknownCampaign()));
  }

  private CompletionStage<IntakeOpening> openTest(
      CampaignId campaign, Optional<String> idempotencyKey, CampaignEntity.Portrait portrait) {
    var plan = new TestPlan(portrait.plan().linkTable(), portrait.plan().whenInDoubt());
    return opened(
        ports
            .batches()
            .openTest(
                BatchId.randomTest(ports.random()),
                campaign,
                plan,
                idempotencyKey,
                ports.incarnation(),
                ports.clock().instant()),
        portrait.phase(),
        TAKES_TESTS);
  }

  private CompletionStage<IntakeOpening> opened(
      CompletionStage<Batches.Opening> opening, CampaignPhase phase, Set<CampaignPhase> allowed) {
    return opening.thenCompose(
        found ->
            switch (found) {
              case Batches.Opening.Begun(var batch) -> begun(batch, phase, allowed);
              case Batches.Opening.Known(var batch) ->
                  CompletableFuture.completedStage(known(batch));
            });
  }

  private CompletionStage<IntakeOpening> begun(
      Batch batch, CampaignPhase phase, Set<CampaignPhase> allowed) {
    if (allowed.contains(phase)) {
      var pseudonyms = ports.pseudonyms().apply(batch.campaign().sender());
      return CompletableFuture.completedStage(
          new IntakeOpening.Receiving(
              new PageIntake(batch, ports.batches(), pseudonyms, sealing, settings.intake())));
    }
    return ports
        .batches()
        .abandon(batch.campaign().sender(), batch.id())
        .thenCompose(gone -> refused(new CampaignRejection.WrongPhase(phase, allowed)));
  }

  private IntakeOpening known(Batch batch) {
    return switch (batch.state()) {
      case RECEIVING -> new IntakeOpening.InProgress();
      case SEALING, STORED ->
          new IntakeOpening.Known(batch.digest().orElseThrow(), () -> answer(batch));
      case ABANDONED ->
          throw new IllegalStateException("an abandoned batch keeps no key: " + batch.id());
    };
  }

  /** The same answer as the first time; a batch that is still sealing is brought to its end. */
  private CompletionStage<IntakeOpening.Answered> answer(Batch batch) {
    if (batch.state() == Batch.State.STORED) {
      return ports
          .batches()
          .faults(batch.campaign().sender(), batch.id(), 0, FAULTS_SHOWN)
          .thenApply(faults -> new IntakeOpening.Answered(batch, faults));
    }
    return sealing
        .finish(batch)
        .thenApply(
            completion ->
                switch (completion) {
                  case Intake.Completion.Stored(var stored, var faults) ->
                      new IntakeOpening.Answered(stored, faults);
                  case Intake.Completion.Refused(var reason) ->
                      throw new Engine.Unavailable(
                          "the campaign took no more batches while this one was being sealed;"
                              + " submit it again to see");
                });
  }

  /**
   * Takes up what dead processes have left: sealing goes on, half-received batches count nowhere.
   */
  CompletionStage<Void> takeUp() {
    var before = ports.clock().instant().minus(ABANDONED_AFTER);
    return ports
        .batches()
        .sealing(SEALINGS_AT_ONCE)
        .thenCompose(this::finishAll)
        .thenCompose(done -> ports.batches().abandonStale(ports.incarnation(), before))
        .thenAccept(count -> {});
  }

  /** One that cannot be finished now does not keep the others from it. */
  private CompletionStage<Void> finishAll(List<Batch> batches) {
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (var batch : batches) {
      all =
          all.thenCompose(before -> sealing.finish(batch))
              .handle((done, failure) -> Optional.ofNullable(failure))
              .thenAccept(
                  failure ->
                      failure.ifPresent(
                          why -> LOG.warn("Batch {} is not sealed", batch.id(), why)));
    }
    return all;
  }

  private static CompletionStage<IntakeOpening> refused(CampaignRejection reason) {
    return CompletableFuture.completedStage(new IntakeOpening.Refused(reason));
  }
}
