package dev.waypost.engine.id;

/** One SMTP try of one mailing; numbers count from 1 and never repeat within the mailing. */
public record AttemptId(RecipientId recipient, Origin origin, int number) {
  public AttemptId {
    if (!(number >= 1)) {
      throw new IllegalArgumentException("attempts count from 1, got " + number);
    }
  }

  @Override
  public String toString() {
    return recipient + "/" + origin + "#" + number;
  }
}
