package dev.waypost.http.api;

import dev.waypost.engine.CampaignAction;
import dev.waypost.engine.CampaignAnswer;
import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.Engine;
import dev.waypost.engine.IntakeOpening;
import dev.waypost.engine.MailingAnswer;
import dev.waypost.engine.PreviewAnswer;
import dev.waypost.engine.RecipientAnswer;
import dev.waypost.engine.RecipientExport;
import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.Reports;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.Batches;
import dev.waypost.engine.roster.Exports;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.RowSubmission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An engine that is waited for so long and no longer: behind a frozen database it is unavailable,
 * not silent. What was asked goes on.
 */
record TimedEngine(Engine engine, Duration limit) implements Engine {
  private <T> CompletionStage<T> limited(CompletionStage<T> answer) {
    return limited(answer, limit);
  }

  static <T> CompletionStage<T> limited(CompletionStage<T> answer, Duration limit) {
    return answer
        .toCompletableFuture()
        .copy()
        .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedStage(
                    failure instanceof TimeoutException
                        ? new Unavailable("the engine did not answer within " + limit, failure)
                        : failure));
  }

  @Override
  public CompletionStage<CampaignAnswer> put(
      CampaignId campaign, CampaignSubmission submission, Optional<Integer> ifMatch) {
    return limited(engine.put(campaign, submission, ifMatch));
  }

  @Override
  public CompletionStage<CampaignAnswer> act(CampaignId campaign, CampaignAction action) {
    return limited(engine.act(campaign, action));
  }

  @Override
  public CompletionStage<CampaignAnswer> campaign(CampaignId campaign) {
    return limited(engine.campaign(campaign));
  }

  @Override
  public CompletionStage<List<CampaignAnswer.CampaignStanding>> campaigns(
      SenderId sender, Optional<Reports.CampaignListing> after, int limit) {
    return limited(engine.campaigns(sender, after, limit));
  }

  @Override
  public CompletionStage<Optional<Map<Integer, VerdictCounts>>> links(CampaignId campaign) {
    return limited(engine.links(campaign));
  }

  /** One that is opened too late is given up, so that its key is free again. */
  @Override
  public CompletionStage<IntakeOpening> openIntake(
      CampaignId campaign, Optional<String> idempotencyKey) {
    return opened(engine.openIntake(campaign, idempotencyKey));
  }

  @Override
  public CompletionStage<IntakeOpening> openTest(
      CampaignId campaign, Optional<String> idempotencyKey) {
    return opened(engine.openTest(campaign, idempotencyKey));
  }

  private CompletionStage<IntakeOpening> opened(CompletionStage<IntakeOpening> opening) {
    var inTime = limited(opening);
    return inTime.whenComplete(
        (opened, failure) -> {
          if (failure != null) {
            var unused = opening.thenCompose(TimedEngine::giveUp);
          }
        });
  }

  private static CompletionStage<Void> giveUp(IntakeOpening late) {
    return switch (late) {
      case IntakeOpening.Receiving(var intake) -> intake.abort();
      case IntakeOpening.Known known -> CompletableFuture.completedStage(null);
      case IntakeOpening.InProgress inProgress -> CompletableFuture.completedStage(null);
      case IntakeOpening.Refused refused -> CompletableFuture.completedStage(null);
    };
  }

  @Override
  public CompletionStage<PreviewAnswer> preview(CampaignId campaign, RowSubmission row) {
    return limited(engine.preview(campaign, row));
  }

  @Override
  public CompletionStage<Optional<Batch>> batch(SenderId sender, BatchId batch) {
    return limited(engine.batch(sender, batch));
  }

  @Override
  public CompletionStage<Batches.Slice> batches(
      CampaignId campaign, Optional<Batches.Place> after, int limit) {
    return limited(engine.batches(campaign, after, limit));
  }

  @Override
  public CompletionStage<List<RowFault>> faults(
      SenderId sender, BatchId batch, int afterLine, int limit) {
    return limited(engine.faults(sender, batch, afterLine, limit));
  }

  @Override
  public CompletionStage<EventAnswer> events(SenderId sender, EventQuery query) {
    return limited(engine.events(sender, query));
  }

  /** Comes when it comes. */
  @Override
  public CompletionStage<Void> eventNews() {
    return engine.eventNews();
  }

  @Override
  public CompletionStage<RecipientAnswer> recipient(CampaignId campaign, Whom whom) {
    return limited(engine.recipient(campaign, whom));
  }

  @Override
  public CompletionStage<Optional<RecipientExport>> exportRecipients(
      CampaignId campaign, Set<MailingState> states, RecipientExport.Include include) {
    return limited(engine.exportRecipients(campaign, states, include))
        .thenApply(
            opened -> opened.map(export -> (after, limit) -> limited(export.read(after, limit))));
  }

  @Override
  public CompletionStage<Void> whenCurrent() {
    return limited(engine.whenCurrent());
  }

  @Override
  public CompletionStage<Exports.SuppressionSlice> exportSuppressions(
      SenderId sender, Optional<RecipientKey> after, int limit) {
    return limited(engine.exportSuppressions(sender, after, limit));
  }

  @Override
  public SuppressionImport importSuppressions(SenderId sender) {
    return new TimedImport(engine.importSuppressions(sender), limit);
  }

  @Override
  public CompletionStage<MailingAnswer> retry(CampaignId campaign, String id) {
    return limited(engine.retry(campaign, id));
  }

  @Override
  public CompletionStage<MailingAnswer> resolve(
      CampaignId campaign, String id, RecipientRequest.Resolution as) {
    return limited(engine.resolve(campaign, id, as));
  }

  @Override
  public CompletionStage<List<Suppression>> suppressions(SenderId sender, EmailAddress address) {
    return limited(engine.suppressions(sender, address));
  }

  @Override
  public CompletionStage<List<Suppression>> suppress(SenderId sender, EmailAddress address) {
    return limited(engine.suppress(sender, address));
  }

  @Override
  public CompletionStage<List<Suppression>> unsuppress(SenderId sender, EmailAddress address) {
    return limited(engine.unsuppress(sender, address));
  }
}
