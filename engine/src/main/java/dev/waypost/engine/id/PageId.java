package dev.waypost.engine.id;

/** One page of a batch: at most 500 rows and 1 MiB. Pages count from 0. */
public record PageId(SenderId sender, BatchId batch, int number) {
  private static final String PREFIX = "p|";

  public PageId {
    if (!(number >= 0)) {
      throw new IllegalArgumentException("page must be >= 0, got " + number);
    }
  }

  /** The inverse of {@link #persistenceId}. */
  public static PageId parse(String persistenceId) {
    var parts = PersistenceIds.split(PREFIX, persistenceId, 3);
    return new PageId(new SenderId(parts[0]), new BatchId(parts[1]), Integer.parseInt(parts[2]));
  }

  public String persistenceId() {
    return PREFIX + sender + "|" + batch + "|" + number;
  }

  public Slice slice() {
    return Slice.of(persistenceId());
  }

  @Override
  public String toString() {
    return persistenceId();
  }
}
