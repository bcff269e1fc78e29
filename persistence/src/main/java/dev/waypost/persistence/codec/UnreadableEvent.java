package dev.waypost.persistence.codec;

/**
 * A stored event or state cannot be read: its type is unknown, so a later version wrote it, or its
 * bytes are broken. Nothing was changed; reading again fails again.
 */
public final class UnreadableEvent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String persistenceId;
  private final long seqNr;

  UnreadableEvent(String persistenceId, long seqNr, String why, Throwable cause) {
    super(message(persistenceId, seqNr, why), cause);
    this.persistenceId = persistenceId;
    this.seqNr = seqNr;
  }

  UnreadableEvent(String persistenceId, long seqNr, String why) {
    super(message(persistenceId, seqNr, why));
    this.persistenceId = persistenceId;
    this.seqNr = seqNr;
  }

  private static String message(String persistenceId, long seqNr, String why) {
    return "cannot read number "
        + seqNr
        + " of "
        + persistenceId
        + ": "
        + why
        + "; run the version that wrote it or a later one, or restore the database from a backup";
  }

  public String persistenceId() {
    return persistenceId;
  }

  public long seqNr() {
    return seqNr;
  }
}
