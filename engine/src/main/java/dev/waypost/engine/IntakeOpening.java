package dev.waypost.engine;

import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.Intake;
import dev.waypost.engine.roster.RowFault;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What a submission of recipients meets. */
public sealed interface IntakeOpening {
  /** Go on: offer the lines. */
  record Receiving(Intake intake) implements IntakeOpening {}

  /**
   * The key names a batch that is complete. Read the text only for its digest: the same digest gets
   * the same answer, another one is a misused key.
   *
   * @param answer waits for the batch to be stored
   */
  record Known(String digest, Supplier<CompletionStage<Answered>> answer)
      implements IntakeOpening {}

  /** A living process still receives a batch under this key. */
  record InProgress() implements IntakeOpening {}

  record Refused(CampaignRejection reason) implements IntakeOpening {}

  /** The batch with the first 100 faults. */
  record Answered(Batch batch, List<RowFault> faults) {
    public Answered {
      faults = List.copyOf(faults);
    }
  }
}
