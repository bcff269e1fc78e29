package dev.waypost.engine.id;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * One submission of recipients: 12 random bytes as 16 characters of base64url. Unique over all
 * senders.
 */
public record BatchId(String value) {
  private static final int RANDOM_BYTES = 12;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16}");

  public BatchId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("batch must match " + FORM + ", got '" + value + "'");
    }
  }

  /** A new id; the generator should be unpredictable. */
  public static BatchId random(RandomGenerator random) {
    var bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new BatchId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The batch of that text, or empty when it has another form. */
  public static Optional<BatchId> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new BatchId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
