package dev.waypost.engine.id;

import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One submission of recipients: 12 random bytes as 16 characters of base64url. Unique over all
 * senders. One of test mailings says so by its first characters, so that whatever comes from it
 * does too.
 */
public record BatchId(String value) {
  private static final int RANDOM_BYTES = 12;
  private static final String TEST = "test--";
  private static final int LENGTH = 16;
  private static final String FORM = "[A-Za-z0-9_-]{16}";

  public BatchId {
    if (!isBatch(value)) {
      throw new IllegalArgumentException("batch must match " + FORM + ", got '" + value + "'");
    }
  }

  /** By hand, as every event that is read names one. */
  private static boolean isBatch(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (var i = 0; i < LENGTH; i++) {
      var c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '_')) {
        return false;
      }
    }
    return true;
  }

  /** A new id; the generator should be unpredictable. */
  public static BatchId random(RandomGenerator random) {
    var text = text(random);
    return new BatchId(text.startsWith(TEST) ? text.replaceFirst(TEST, "real--") : text);
  }

  /** A new id of test mailings: 60 random bits. */
  public static BatchId randomTest(RandomGenerator random) {
    return new BatchId(TEST + text(random).substring(TEST.length()));
  }

  private static String text(RandomGenerator random) {
    var bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether its mailings are tests: counted nowhere, and nothing follows from them. */
  public boolean isTest() {
    return value.startsWith(TEST);
  }

  /** The batch of that text, or empty when it has another form. */
  public static Optional<BatchId> of(String text) {
    return isBatch(text) ? Optional.of(new BatchId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
