package dev.waypost.engine.roster;

import dev.waypost.engine.campaign.CampaignRejection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One submission on its way in. Used by one caller at a time: offer, wait, offer again; then
 * complete, abort or leave. Memory stays flat: a few pages are held at most. Never blocks.
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

  /** It is refused: nothing of it counts, the batch is abandoned, and its key is free. */
  CompletionStage<Void> abort();

  /**
   * The submitter is gone before its end: nothing of it counts, and its key is free. The batch
   * stays receiving until the key comes again or nobody has come for long.
   */
  CompletionStage<Void> leave();

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
