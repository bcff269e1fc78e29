package dev.waypost.http.problem;

/** The stable {@code type} of a problem: what programs may look at. */
public enum ProblemType {
  UNAUTHORIZED("/problems/unauthorized", "No valid key"),
  FORBIDDEN("/problems/forbidden", "Not allowed"),
  NOT_FOUND("/problems/not-found", "Not found"),
  INVALID("/problems/invalid", "The request cannot be used"),
  WRONG_STATE("/problems/wrong-state", "Not in this state"),
  KEY_REUSED("/problems/key-reused", "The idempotency key belongs to other content"),
  KEY_IN_USE("/problems/key-in-use", "The idempotency key is being used"),
  TOO_LARGE("/problems/too-large", "Too large"),
  UNSUPPORTED_MEDIA("/problems/unsupported-media", "Media type not supported"),
  UNAVAILABLE("/problems/unavailable", "Not available now"),
  TOO_MANY_REQUESTS("/problems/too-many-requests", "Too many requests"),
  /** The status says all there is to say (RFC 9457 section 4.2.1). */
  BLANK("about:blank", "");

  private final String uri;
  private final String title;

  ProblemType(String uri, String title) {
    this.uri = uri;
    this.title = title;
  }

  public String uri() {
    return uri;
  }

  /** The same for every problem of this type; empty for {@link #BLANK}: the status has one. */
  public String title() {
    return title;
  }
}
