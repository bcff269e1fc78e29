package dev.waypost.http.server;

/** What a port counts since the start of the process: how often each of its limits was met. */
public enum PortCounter {
  REQUESTS("requests", "Requests that could be read as such"),
  TURNED_AWAY("turned_away", "Connections refused, as there were as many as may be"),
  UNREADABLE("unreadable", "Requests that are no HTTP, or over a limit of request line or headers"),
  SLOW_HEADS("slow_heads", "Requests given up, as their headers took too long to arrive"),
  SLOW_BODIES("slow_bodies", "Requests given up, as their body came too slowly"),
  STALLED_ANSWERS("stalled_answers", "Connections cut, as nobody took the answer"),
  IDLE_CLOSED("idle_closed", "Connections closed, as no request came"),
  OVER_LIMIT("over_limit", "Requests answered with 429, as too many were being answered"),
  TOO_LARGE("too_large", "Requests answered with 413"),
  BAD_KEYS("bad_keys", "Requests answered with 401"),
  SERVER_ERRORS("server_errors", "Requests answered with 500: bugs");

  private final String word;
  private final String sentence;

  PortCounter(String word, String sentence) {
    this.word = word;
    this.sentence = sentence;
  }

  /** Part of a metric's name. */
  public String word() {
    return word;
  }

  public String sentence() {
    return sentence;
  }
}
