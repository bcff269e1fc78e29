package dev.waypost.persistence.hitlog;

/**
 * What the hit log and its shipper count, since the start of the process. At any time {@code LOGGED
 * = APPLIED + REFUSED + PARKED + DAMAGED + pending}, and {@code LOGGED - FOUND - answered} is at
 * most the number of requests under way.
 */
public enum HitLogCounter {
  /** Hits in the log: appended by this process, and found unconfirmed by its start. */
  LOGGED("Hits in the log, including unconfirmed ones that the start found"),
  /** The part of {@link #LOGGED} that the start found. */
  FOUND("Unconfirmed hits that the start found in the log"),
  UNLOGGED("Hits answered although they could not be logged"),
  /** Hits that the queue had no room for; also in {@link #UNLOGGED}. */
  QUEUE_FULL("Hits turned away because the queue before the log was full"),
  APPLIED("Hits that the engine has confirmed as applied"),
  REFUSED("Hits that the engine has refused for good"),
  PARKED("Hits set aside after too many failures"),
  DAMAGED("Hits lost to damaged bytes before they were confirmed"),
  /** No loss as long as the engine's database is whole. */
  DAMAGED_CONFIRMED("Hits whose bytes were found damaged after they had been confirmed"),
  REDELIVERED("Confirmed hits handed over again after a start"),
  EXPEDITED("Hits handed over before their turn"),
  DELIVERY_FAILED("Lists of hits that nobody could confirm, to be handed over again"),
  TORN_BYTES("Bytes cut off the end of the log by starts and after failed writes"),
  SYNCS("Syncs of the log to disk");

  private final String sentence;

  HitLogCounter(String sentence) {
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }
}
