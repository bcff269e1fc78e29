package dev.waypost.engine.roster;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.SenderId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where batches, their rows and their claims are kept. Every call completes when its effect is
 * synced to disk, and fails when the database is away; repeating any call is safe. Never blocks.
 */
public interface Batches {
  /**
   * Begins an intake. With a key that the campaign has seen, gives that batch instead and begins
   * nothing, unless that batch was left, was being received by a dead incarnation or was abandoned:
   * then it is abandoned and the key is the new batch's.
   */
  CompletionStage<Opening> open(
      BatchId batch,
      CampaignId campaign,
      Optional<String> idempotencyKey,
      Incarnation owner,
      Instant now);

  /**
   * The same for test mailings. Their batch is in no list of the campaign's, and its rows claim no
   * ids; ids that repeat within the batch are dropped all the same.
   *
   * @param batch an id of a test
   */
  CompletionStage<Opening> openTest(
      BatchId batch,
      CampaignId campaign,
      TestPlan plan,
      Optional<String> idempotencyKey,
      Incarnation owner,
      Instant now);

  /** Stores one page, as {@link #addPages} does. */
  default CompletionStage<Void> addPage(PageId page, List<StoredRow> rows) {
    return addPages(page, List.of(rows));
  }

  /**
   * Stores pages of a batch that is being received, in one transaction; a page that is there
   * already is replaced. Persons are stored with them.
   *
   * @param first the others follow it
   */
  CompletionStage<Void> addPages(PageId first, List<List<StoredRow>> pages);

  /** Stores faults of lines; at most as many as the batch has lines. */
  CompletionStage<Void> addFaults(SenderId sender, BatchId batch, List<RowFault> faults);

  /** The last page is in: the batch is sealing from now on. */
  CompletionStage<Void> complete(SenderId sender, BatchId batch, String digest, int pages);

  /** Seals one page, as {@link #sealPages} does. */
  default CompletionStage<Void> sealPage(PageId page) {
    return sealPages(page, 1);
  }

  /**
   * Claims the ids of the rows of so many pages, in one transaction. A row that loses to an earlier
   * row of its own batch is dropped and becomes a fault with code {@code duplicate}; one that loses
   * to another batch stays, with its claim lost. Pages of a batch must be sealed in order.
   */
  CompletionStage<Void> sealPages(PageId first, int count);

  /** Sealed and known to its campaign: it counts. */
  CompletionStage<Void> store(SenderId sender, BatchId batch);

  /** It will never be complete: its rows are dropped soon. Its faults stay for a while. */
  CompletionStage<Void> abandon(SenderId sender, BatchId batch);

  /**
   * Nobody receives it any more: a batch that is receiving stays so, takes nothing more, and its
   * rows are dropped soon. Others, and unknown ones, stay as they are.
   */
  CompletionStage<Void> leave(SenderId sender, BatchId batch);

  CompletionStage<Optional<Batch>> find(SenderId sender, BatchId batch);

  /**
   * Batches of a campaign but those of tests, in the order in which they began: that never changes,
   * and new ones come behind.
   *
   * @param after continue behind this place
   */
  CompletionStage<Slice> ofCampaign(CampaignId campaign, Optional<Place> after, int limit);

  /** Batches whose sealing somebody has to bring to its end, at most {@code limit}. */
  CompletionStage<List<Batch>> sealing(int limit);

  /** Batches that this incarnation has begun to receive, at most {@code limit}. */
  CompletionStage<List<Batch>> receiving(Incarnation owner, int limit);

  /**
   * Leaves what dead incarnations were receiving, and abandons what is left and began before {@code
   * before}.
   *
   * @return how many were abandoned
   */
  CompletionStage<Integer> abandonStale(Incarnation living, Instant before);

  /**
   * Drops the rows of batches that were abandoned or left; completes when there are no more. Goes
   * on where a crash broke it off.
   */
  CompletionStage<Void> sweep();

  /** Drops the faults of abandoned batches that began before {@code before}. */
  CompletionStage<Void> forgetFaults(Instant before);

  /** Faults in the order of their lines, after a line. */
  CompletionStage<List<RowFault>> faults(SenderId sender, BatchId batch, int afterLine, int limit);

  /** Where a batch is in the order of all. */
  record Place(long number) {
    public Place {
      if (!(number >= 0)) {
        throw new IllegalArgumentException("a place is no negative number, got " + number);
      }
    }
  }

  /**
   * A piece of a list.
   *
   * @param next the place of its last batch, if more follow
   */
  record Slice(List<Batch> batches, Optional<Place> next) {
    public Slice {
      batches = List.copyOf(batches);
    }
  }

  /** What {@link #open} found. */
  sealed interface Opening {
    record Begun(Batch batch) implements Opening {}

    /** The key names this batch already. */
    record Known(Batch batch) implements Opening {}
  }
}
