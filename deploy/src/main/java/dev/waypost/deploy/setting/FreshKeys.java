package dev.waypost.deploy.setting;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes up keys. */
public final class FreshKeys {
  private static final int API_KEY_BYTES = 24;

  private FreshKeys() {}

  /** A key of the sender API: {@code wp_} and 192 random bits. */
  public static String apiKey() {
    var bytes = new byte[API_KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return "wp_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
