package dev.waypost.persistence.journal;

/**
 * An event or a snapshot as it was read, before anybody has looked into its bytes.
 *
 * @param seqNr the event's number, or that of the last event that the snapshot holds
 * @param type a code of {@link dev.waypost.persistence.codec.EventType}
 */
record RawState(long seqNr, int type, long atMillis, byte[] payload) {
  private static final byte[] NO_BYTES = {};

  RawState withoutBytes() {
    return new RawState(seqNr, type, atMillis, NO_BYTES);
  }
}
