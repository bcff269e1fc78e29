package dev.waypost.engine;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The one door for callers. Safe for many threads, never blocks.
 *
 * <p>Every stage completes with a typed answer, or fails with {@link Unavailable} when the engine
 * or its database cannot say now. Unavailable means unknown: what was asked may have happened.
 * Repeating any call is safe.
 */
public interface Engine {
  /**
   * Creates a campaign or replaces its draft; the same submission again changes nothing in any
   * state.
   *
   * @param ifMatch the version that the caller has seen, if it cares
   */
  CompletionStage<CampaignAnswer> put(
      CampaignId campaign, CampaignSubmission submission, Optional<Integer> ifMatch);

  CompletionStage<CampaignAnswer> act(CampaignId campaign, CampaignAction action);

  CompletionStage<CampaignAnswer> campaign(CampaignId campaign);

  /** Campaigns of a sender, newest first. */
  CompletionStage<List<CampaignAnswer.CampaignStanding>> campaigns(
      SenderId sender, Optional<Reports.CampaignListing> after, int limit);

  /** Clicks per link index; empty when there is no such campaign. */
  CompletionStage<Optional<Map<Integer, VerdictCounts>>> links(CampaignId campaign);

  /** Begins a submission of recipients. */
  CompletionStage<IntakeOpening> openIntake(CampaignId campaign, Optional<String> idempotencyKey);

  /**
   * Begins a submission of test mailings: sent at once in any state but archived, counted nowhere.
   */
  CompletionStage<IntakeOpening> openTest(CampaignId campaign, Optional<String> idempotencyKey);

  /** What the mail for this row would be now; sends and stores nothing. */
  CompletionStage<PreviewAnswer> preview(CampaignId campaign, RowSubmission row);

  CompletionStage<Optional<Batch>> batch(SenderId sender, BatchId batch);

  /** Batches of a campaign, the first that began first. */
  CompletionStage<Batches.Slice> batches(
      CampaignId campaign, Optional<Batches.Place> after, int limit);

  /** Faults of a batch in the order of their lines, behind a line. */
  CompletionStage<List<RowFault>> faults(SenderId sender, BatchId batch, int afterLine, int limit);

  /** A page of the sender's event stream. */
  CompletionStage<EventAnswer> events(SenderId sender, EventQuery query);

  /**
   * Completes when there are new events since the call, or after some seconds. Take it before a
   * reading that finds the end.
   */
  CompletionStage<Void> eventNews();

  CompletionStage<RecipientAnswer> recipient(CampaignId campaign, Whom whom);

  /** Begins to read a campaign's recipients in these states; empty when there is no campaign. */
  CompletionStage<Optional<RecipientExport>> exportRecipients(
      CampaignId campaign, Set<MailingState> states, RecipientExport.Include include);

  /** Tries a deferred, bounced, expired or failed mailing again now. */
  CompletionStage<MailingAnswer> retry(CampaignId campaign, String id);

  /** Says what became of a mailing that is held in doubt. */
  CompletionStage<MailingAnswer> resolve(
      CampaignId campaign, String id, RecipientRequest.Resolution as);

  /** Why an address gets no mail, asked of the recipient itself. */
  CompletionStage<List<Suppression>> suppressions(SenderId sender, EmailAddress address);

  /** Sends nothing to an address from now on. */
  CompletionStage<List<Suppression>> suppress(SenderId sender, EmailAddress address);

  /** Forgets why an address gets no mail; what it forgot. */
  CompletionStage<List<Suppression>> unsuppress(SenderId sender, EmailAddress address);

  /**
   * Completes when what was answered before the call is in what {@link #exportSuppressions} tells.
   */
  CompletionStage<Void> whenCurrent();

  /** Suppressed addresses behind one of them, in an order that never changes. */
  CompletionStage<Exports.SuppressionSlice> exportSuppressions(
      SenderId sender, Optional<RecipientKey> after, int limit);

  /** Begins an import of suppressions. */
  SuppressionImport importSuppressions(SenderId sender);

  /** How a recipient of a campaign is named. */
  sealed interface Whom {
    record Id(String id) implements Whom {}

    record Email(EmailAddress address) implements Whom {}
  }

  /** The rows of a campaign are in an archive, and are known here no more. */
  class Archived extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Archived() {
      super("the rows of this campaign were written to an archive and deleted");
    }
  }

  /** The engine or what it stands on cannot say now; try again. */
  class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
      super(message);
    }

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
