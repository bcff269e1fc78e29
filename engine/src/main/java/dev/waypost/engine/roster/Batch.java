package dev.waypost.engine.roster;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import java.time.Instant;
import java.util.Optional;

/**
 * One submission of recipients as the database knows it.
 *
 * @param owner whose intake it is or was; nobody's when its submitter is gone
 * @param digest of the decoded content (SHA-256, hexadecimal), once all of it is in
 * @param pages how many pages have come in so far
 * @param rows good rows so far
 * @param rejected bad rows so far
 * @param duplicates rows that repeat an id of this batch, counted while sealing
 */
public record Batch(
    BatchId id,
    CampaignId campaign,
    State state,
    Optional<Incarnation> owner,
    Optional<String> idempotencyKey,
    Optional<String> digest,
    int pages,
    int rows,
    int rejected,
    int duplicates,
    Instant createdAt) {
  /** How far it is. The names are public. */
  public enum State {
    /** Rows come in, or came until the line broke; nothing of it counts yet. */
    RECEIVING,
    /** All rows are in; they claim their ids. Goes on to the end whatever dies. */
    SEALING,
    /** It counts. */
    STORED,
    /** It never was complete and counts nowhere. */
    ABANDONED
  }

  /** Rows that count. */
  public int accepted() {
    return rows - duplicates;
  }
}
