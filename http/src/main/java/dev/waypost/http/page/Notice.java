package dev.waypost.http.page;

/** One of the pages. */
public enum Notice {
  /** There is no such link, or it was changed. */
  NOT_FOUND("notFound", Action.NONE),
  /** The link was good once. */
  GONE("gone", Action.NONE),
  /** The link is good, and cannot be answered now. */
  UNAVAILABLE("unavailable", Action.RELOAD),
  /** Asks whether to unsubscribe; has the one button. */
  UNSUBSCRIBE("unsubscribe", Action.POST),
  /** The unsubscribe binds. */
  UNSUBSCRIBED("unsubscribed", Action.NONE),
  /** The unsubscribe is durable and will bind. */
  UNSUBSCRIBE_RECORDED("unsubscribeRecorded", Action.NONE),
  /** The unsubscribe came out of a test mail, which suppresses nobody. */
  UNSUBSCRIBE_TESTED("unsubscribeTested", Action.NONE),
  /** The unsubscribe could not be recorded: it has to be sent again. */
  UNSUBSCRIBE_FAILED("unsubscribeFailed", Action.POST);

  /** What the page lets people do. */
  enum Action {
    NONE,
    /** A link to the page's own address. A form would not do: the policy stops its redirect. */
    RELOAD,
    /** A form to the page's own address. */
    POST
  }

  private final String key;
  private final Action action;

  Notice(String key, Action action) {
    this.key = key;
    this.action = action;
  }

  /** What its texts are filed under. */
  String key() {
    return key;
  }

  Action action() {
    return action;
  }
}
