package dev.waypost.engine.delivery;

/**
 * What the other side said last, kept with an outcome.
 *
 * @param code the reply code of RFC 5321 section 4.2.1, or 0 when no reply came
 * @param status the enhanced status code of RFC 3463 such as {@code 5.1.1}, or empty
 * @param host who spoke: host name of the server, or empty
 * @param text the redacted text
 */
public record Reply(int code, String status, String host, SmtpReplyText text) {
  /** Nobody said anything. */
  public static final Reply NONE = new Reply(0, "", "", SmtpReplyText.NONE);

  public Reply {
    if (!(code == 0 || (code >= 200 && code <= 599))) {
      throw new IllegalArgumentException("a reply code is 0 or 200..599, got " + code);
    }
  }

  /** Something that we say ourselves because no reply came. */
  public static Reply local(String text) {
    return new Reply(0, "", "", SmtpReplyText.redact(text));
  }
}
