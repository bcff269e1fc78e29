package dev.waypost.http.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The one style of a page, written into it and allowed by its hash alone. */
public record StyleSheet(String css) {
  /** The element, for the head of a page. */
  public String element() {
    return "<style>" + css + "</style>";
  }

  /** What a policy's {@code style-src} has to say to allow exactly this. */
  public String source() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(css.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
