package dev.waypost.engine.link;

import java.util.regex.Pattern;

/**
 * Recognises tracked URLs, on whatever host, as a token is valid on any: so that a link is tracked
 * once only. It looks at the shape and verifies nothing: which links a template has must not depend
 * on keys.
 */
public final class TrackedShape {
  /** A token's first byte is below 64, and its last character has no bits that go unused. */
  private static final String TOKEN = "[A-P][A-Za-z0-9_-]{41}[AEIMQUYcgkosw048]";

  private static final Pattern URL =
      Pattern.compile(
          "(?i:https?)://[^/?#]+(?:/[^?#]*)?/(?:c/"
              + TOKEN
              + "(?:/[A-Za-z0-9_-]+)?|o/"
              + TOKEN
              + "\\.gif|[uv]/"
              + TOKEN
              + ")(?:[?#].*)?",
          Pattern.DOTALL);

  private TrackedShape() {}

  /** Whether the URL is one of a click, an open, an unsubscribe page or a view in the browser. */
  public static boolean fits(String url) {
    return URL.matcher(url).matches();
  }
}
