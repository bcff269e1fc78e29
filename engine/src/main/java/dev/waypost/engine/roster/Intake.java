package dev.waypost.engine.roster;

import dev.waypost.engine.campaign.CampaignRejection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One submission on its way in. Used by one caller at a time: offer, wait, offer again; then
 * complete or abort. Memory stays flat: at most one page is held. Never blocks.
 */
public interface Intake {
  /**
   * Takes lines in their order.
   *
   * @return completes when more may be offered; fails with {@link TooManyRows} or when the database
   *     is away, in which case the intake is over
   */
  CompletionStage<Void> offer(List<IntakeLine> lines);

  /**
   * All lines are in: seals the batch and makes the campaign count it.
   *
   * @param digest of the decoded content (SHA-256, hexadecimal)
   * @return completes when all of it is durable
   */
  CompletionStage<Completion> complete(String digest);

  /**
   * The submitter is gone, or its text could not be read to the end: nothing of it counts. If this
   * fails, the batch is abandoned when its incarnation is dead.
   */
  CompletionStage<Void> abort();

  /** How a completed intake ended. */
  sealed interface Completion {
    /**
     * It counts.
     *
     * @param faults the first 100
     */
    record Stored(Batch batch, List<RowFault> faults) implements Completion {
      public Stored {
        faults = List.copyOf(faults);
      }
    }

    /** The campaign was cancelled or archived meanwhile: nothing of it counts. */
    record Refused(CampaignRejection reason) implements Completion {}
  }

  /** More rows than one batch may have. */
  final class TooManyRows extends Exception {
    private static final long serialVersionUID = 1L;

    public TooManyRows(int rowsMax) {
      super(
          "a batch has at most "
              + rowsMax
              + " rows: split the file and submit the parts one after another");
    }
  }
}
