package dev.waypost.engine.delivery;

import java.util.regex.Pattern;

/**
 * The text of an SMTP reply as it may be kept for ever: without addresses, without control
 * characters, at most 200 characters. Servers repeat the recipient's address in their replies; the
 * journal must not.
 */
public record SmtpReplyText(String value) {
  /** Longest kept text, in characters. */
  public static final int LENGTH_MAX = 200;

  /** No text at all. */
  public static final SmtpReplyText NONE = new SmtpReplyText("");

  private static final Pattern ADDRESS = Pattern.compile("<?[^\\s<>@\"]+@[^\\s<>@\",;:()]+>?");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\s]+");

  public SmtpReplyText {
    if (!(value.length() <= LENGTH_MAX)) {
      throw new IllegalArgumentException(
          "a kept reply has at most " + LENGTH_MAX + " characters, got " + value.length());
    }
  }

  /** The text with every address replaced by {@code <address>}. */
  public static SmtpReplyText redact(String text) {
    var oneLine = CONTROL.matcher(text).replaceAll(" ").strip();
    var redacted = ADDRESS.matcher(oneLine).replaceAll("<address>");
    return new SmtpReplyText(
        redacted.length() <= LENGTH_MAX ? redacted : redacted.substring(0, LENGTH_MAX));
  }

  @Override
  public String toString() {
    return value;
  }
}
