package dev.waypost.engine.link;

/** Why a destination or a link is refused; {@link #code()} stands in answers to senders. */
public enum LinkFault {
  SCHEME("scheme", "a destination starts with http:// or https://"),
  HOST(
      "host",
      "a destination has a valid host; a merge field may be the host, or stand before its last"
          + " part"),
  USER_INFO("userInfo", "a destination names no user before its host"),
  CONTROL("control", "a destination has no control characters"),
  BACKSLASH("backslash", "a destination has no backslashes; write / or %5C"),
  LENGTH("length", "a destination has at most 2000 characters"),
  BLOCK("block", "a block such as {{#if}} stands around a whole destination or link, not inside"),
  FIELDS("fields", "a destination has at most 100 merge fields"),
  SYNTAX("syntax", "a merge field in a destination is not closed"),
  TRACK("track", "data-waypost-track is off or on"),
  COUNT("count", "a campaign has at most 65536 links");

  private final String code;
  private final String rule;

  LinkFault(String code, String rule) {
    this.code = code;
    this.rule = rule;
  }

  /** The stable name of the fault, in camelCase. */
  public String code() {
    return code;
  }

  /** What is expected, for people. */
  public String rule() {
    return rule;
  }
}
