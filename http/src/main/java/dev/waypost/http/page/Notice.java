package dev.waypost.http.page;

/** One of the pages. */
public enum Notice {
  /** There is no such link, or it was changed. */
  NOT_FOUND("notFound"),
  /** The link was good once. */
  GONE("gone"),
  /** The link is good, and cannot be answered now. */
  UNAVAILABLE("unavailable"),
  /** Asks whether to unsubscribe; has the one button. */
  UNSUBSCRIBE("unsubscribe"),
  /** The unsubscribe binds. */
  UNSUBSCRIBED("unsubscribed"),
  /** The unsubscribe is durable and will bind. */
  UNSUBSCRIBE_RECORDED("unsubscribeRecorded");

  private final String key;

  Notice(String key) {
    this.key = key;
  }

  /** What its texts are filed under. */
  String key() {
    return key;
  }
}
