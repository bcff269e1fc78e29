package dev.waypost.http.track;

/**
 * What the tracking port counts, since the start of the process. Every hit in {@link #ANSWERED} is
 * in the hit log or counted there as unlogged.
 */
public enum TrackCounter {
  /** Clicks and opens with a genuine token, and unsubscribe POSTs. */
  ANSWERED("Hits answered"),
  REDIRECTS("Clicks sent to their destination"),
  EXPIRED("Clicks on links whose time was up"),
  UNSUBSCRIBES_DEFERRED("Unsubscribes answered before they bound, as the engine did not answer"),
  UNSUBSCRIBES_FAILED("Unsubscribes answered with 503, as they could not be logged"),
  BAD_TOKENS("Requests with a token that is not genuine or of another kind"),
  BAD_LINKS("Clicks with a genuine token that leads nowhere"),
  NO_TABLE("Clicks answered with 503, as their link table could not be had in time"),
  /** Of {@link #ANSWERED}: they count in no campaign. */
  TEST_HITS("Hits of test mails and previews");

  private final String sentence;

  TrackCounter(String sentence) {
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }
}
