package dev.waypost.engine.id;

/** One address of one sender: who owns standing and mailings. */
public record RecipientId(SenderId sender, RecipientKey key) {
  private static final String PREFIX = "r|";

  /** The inverse of {@link #persistenceId}. */
  public static RecipientId parse(String persistenceId) {
    var parts = PersistenceIds.split(PREFIX, persistenceId, 2);
    return new RecipientId(new SenderId(parts[0]), RecipientKey.parse(parts[1]));
  }

  public String persistenceId() {
    return PREFIX + sender + "|" + key;
  }

  public Slice slice() {
    return key.slice();
  }

  @Override
  public String toString() {
    return persistenceId();
  }
}
