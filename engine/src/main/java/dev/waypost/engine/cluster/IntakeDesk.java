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
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.Sealing;
import dev.waypost.engine.roster.TestPlan;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Submissions of recipients, from the first line to the stored batch. */
final class IntakeDesk {
  /** Unfinished batches taken up at a time. */
  private static final int BATCHES_AT_ONCE = 100;

  /** How long an abandoned batch can tell what was wrong with its rows. */
  private static final Duration FAULTS_KEPT = Duration.ofDays(7);

  private static final Set<CampaignPhase> TAKES_BATCHES =
      EnumSet.complementOf(EnumSet.of(CampaignPhase.CANCELLED, CampaignPhase.ARCHIVED));

  private static final Set<CampaignPhase> TAKES_TESTS =
      EnumSet.complementOf(EnumSet.of(CampaignPhase.ARCHIVED));

  private static final Logger LOG = LoggerFactory.getLogger(IntakeDesk.class);

  private final EnginePorts ports;
  private final EngineSettings settings;
  private final CampaignDesk campaigns;
  private final Sealing sealing;
  private final Reception reception = new Reception();

  IntakeDesk(
      EnginePorts ports, EngineSettings settings, Entities entities, CampaignDesk campaigns) {
    this.ports = ports;
    this.settings = settings;
    this.campaigns = campaigns;
    this.sealing =
        new Sealing(
            ports.batches(),
            entities::ask,
            page -> entities.ask(page, PageEntity.Undertake::new),
            settings.intake().pagesAtOnce());
  }

  CompletionStage<IntakeOpening> open(CampaignId campaign, Optional<String> idempotencyKey) {
    return campaigns
        .sight(campaign)
        .thenCompose(
            known ->
                known.isPresent()
                    ? opened(() -> begin(campaign, idempotencyKey, known.get().phase()))
                    : refused(new CampaignRejection.UnknownCampaign()));
  }

  private Attempt begin(CampaignId campaign, Optional<String> idempotencyKey, CampaignPhase phase) {
    var id = BatchId.random(ports.random());
    return new Attempt(
        id,
        phase,
        TAKES_BATCHES,
        () ->
            ports
                .batches()
                .open(id, campaign, idempotencyKey, ports.incarnation(), ports.clock().instant()));
  }

  /** Test mailings of the campaign's content as it is now. */
  CompletionStage<IntakeOpening> openTest(CampaignId campaign, Optional<String> idempotencyKey) {
    return campaigns
        .sight(campaign)
        .thenCompose(
            known ->
                known.isPresent()
                    ? opened(() -> beginTest(campaign, idempotencyKey, known.get()))
                    : refused(new CampaignRejection.UnknownCampaign()));
  }

  private Attempt beginTest(
      CampaignId campaign, Optional<String> idempotencyKey, CampaignEntity.Portrait portrait) {
    var id = BatchId.randomTest(ports.random());
    var plan = new TestPlan(portrait.plan().linkTable(), portrait.plan().whenInDoubt());
    return new Attempt(
        id,
        portrait.phase(),
        TAKES_TESTS,
        () ->
            ports
                .batches()
                .openTest(
                    id,
                    campaign,
                    plan,
                    idempotencyKey,
                    ports.incarnation(),
                    ports.clock().instant()));
  }

  /** One try to begin a batch, in a campaign that is in this phase and must be in one of those. */
  private record Attempt(
      BatchId id,
      CampaignPhase phase,
      Set<CampaignPhase> allowed,
      Supplier<CompletionStage<Batches.Opening>> opening) {}

  private CompletionStage<IntakeOpening> opened(Supplier<Attempt> attempts) {
    return opened(attempts, settings.intake().keyPatience());
  }

  /** The batch is known to be received before anybody can find it in the database. */
  private CompletionStage<IntakeOpening> opened(Supplier<Attempt> attempts, Duration patience) {
    var attempt = attempts.get();
    reception.begin(attempt.id());
    return attempt
        .opening()
        .get()
        .whenComplete(
            (found, failure) -> {
              if (!(found instanceof Batches.Opening.Begun)) {
                reception.end(attempt.id());
              }
            })
        .thenCompose(
            found ->
                switch (found) {
                  case Batches.Opening.Begun(var batch) -> begun(batch, attempt);
                  case Batches.Opening.Known(var batch) -> known(batch, attempts, patience);
                });
  }

  private CompletionStage<IntakeOpening> begun(Batch batch, Attempt attempt) {
    var pseudonyms = ports.pseudonyms().apply(batch.campaign().sender());
    var intake =
        new ReceivedIntake(
            new PageIntake(batch, ports.batches(), pseudonyms, sealing, settings.intake()),
            () -> reception.end(batch.id()));
    return attempt.allowed().contains(attempt.phase())
        ? CompletableFuture.completedStage(new IntakeOpening.Receiving(intake))
        : intake
            .abort()
            .thenCompose(
                gone ->
                    refused(new CampaignRejection.WrongPhase(attempt.phase(), attempt.allowed())));
  }

  private CompletionStage<IntakeOpening> known(
      Batch batch, Supplier<Attempt> attempts, Duration patience) {
    return switch (batch.state()) {
      case RECEIVING ->
          reception
              .ended(batch.id(), patience)
              .thenCompose(
                  wait ->
                      switch (wait) {
                        case ENDED -> left(batch).thenCompose(l -> opened(attempts, Duration.ZERO));
                        case STILL_RECEIVED ->
                            CompletableFuture.completedStage(new IntakeOpening.InProgress());
                      });
      case SEALING, STORED ->
          CompletableFuture.completedStage(
              new IntakeOpening.Known(batch.digest().orElseThrow(), () -> answer(batch)));
      case ABANDONED ->
          throw new IllegalStateException("an abandoned batch keeps no key: " + batch.id());
    };
  }

  /** Nobody sends it; it is left, should that have failed when its submitter went. */
  private CompletionStage<Void> left(Batch batch) {
    return ports.batches().leave(batch.campaign().sender(), batch.id());
  }

  /** The same answer as the first time; a batch that is still sealing is brought to its end. */
  private CompletionStage<IntakeOpening.Answered> answer(Batch batch) {
    if (batch.state() == Batch.State.STORED) {
      return ports
          .batches()
          .faults(batch.campaign().sender(), batch.id(), 0, RowFault.SHOWN_MAX)
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
   * Takes up what dead processes and broken lines have left: sealing goes on, half-received batches
   * count nowhere and are abandoned in time.
   */
  CompletionStage<Void> takeUp() {
    var now = ports.clock().instant();
    return ports
        .batches()
        .sealing(BATCHES_AT_ONCE)
        .thenCompose(this::finishAll)
        .thenCompose(done -> ports.batches().receiving(ports.incarnation(), BATCHES_AT_ONCE))
        .thenCompose(this::leaveAll)
        .thenCompose(
            done ->
                ports
                    .batches()
                    .abandonStale(ports.incarnation(), now.minus(settings.intake().abandonAfter())))
        .thenAccept(
            count -> {
              if (count > 0) {
                LOG.info("{} batches that nobody sent to their end are abandoned", count);
              }
            })
        .thenCompose(done -> ports.batches().sweep())
        .thenCompose(done -> ports.batches().forgetFaults(now.minus(FAULTS_KEPT)));
  }

  /** Those whose submitter went while the database was away. */
  private CompletionStage<Void> leaveAll(List<Batch> batches) {
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (var batch : batches) {
      if (!reception.has(batch.id())) {
        all = all.thenCompose(before -> left(batch));
      }
    }
    return all;
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
