package dev.waypost.http.track;

import dev.waypost.http.page.Language;
import dev.waypost.http.page.Notice;
import dev.waypost.http.page.Notices;
import dev.waypost.http.track.TrackAnswer.Header;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Makes the answers of the tracking port. All of them forbid storing, referring and indexing. */
final class TrackAnswers {
  private static final Header NO_STORE = new Header("Cache-Control", "no-store");
  private static final Header NO_REFERRER = new Header("Referrer-Policy", "no-referrer");
  private static final Header NO_INDEX = new Header("X-Robots-Tag", "noindex");
  private static final Header NO_SNIFF = new Header("X-Content-Type-Options", "nosniff");
  private static final byte[] NO_BODY = new byte[0];

  /** One transparent point. */
  private static final byte[] GIF =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

  private static final TrackAnswer PIXEL =
      new TrackAnswer(
          200, List.of(NO_STORE, NO_REFERRER, NO_INDEX, NO_SNIFF), Optional.of("image/gif"), GIF);

  private final Notices notices = Notices.load();
  private final Header policy =
      new Header("Content-Security-Policy", notices.contentSecurityPolicy());
  private final Header retryAfter;

  TrackAnswers(Duration retryAfter) {
    this.retryAfter = new Header("Retry-After", Long.toString(retryAfter.toSeconds()));
  }

  TrackAnswer redirect(String location) {
    return empty(302, new Header("Location", location));
  }

  TrackAnswer pixel() {
    return PIXEL;
  }

  TrackAnswer notFound(Language language) {
    return page(404, Notice.NOT_FOUND, language);
  }

  TrackAnswer gone(Language language) {
    return page(410, Notice.GONE, language);
  }

  TrackAnswer unavailable(Language language) {
    return page(503, Notice.UNAVAILABLE, language, retryAfter);
  }

  TrackAnswer unsubscribe(Notice notice, Language language) {
    return page(200, notice, language);
  }

  /** Not recorded, so it must not look done: neither to people nor to a mail program. */
  TrackAnswer unsubscribeFailed(Language language) {
    return page(503, Notice.UNSUBSCRIBE_FAILED, language, retryAfter);
  }

  TrackAnswer methodNotAllowed(String allowed) {
    return empty(405, new Header("Allow", allowed));
  }

  /** An answer that says nothing but its status. */
  static TrackAnswer empty(int status, Header... more) {
    var headers = new ArrayList<Header>(List.of(more));
    headers.addAll(List.of(NO_STORE, NO_REFERRER, NO_INDEX));
    return new TrackAnswer(status, headers, Optional.empty(), NO_BODY);
  }

  private TrackAnswer page(int status, Notice notice, Language language, Header... more) {
    var headers = new ArrayList<Header>(List.of(more));
    headers.addAll(List.of(NO_STORE, NO_REFERRER, NO_INDEX, NO_SNIFF, policy));
    headers.add(new Header("Content-Language", language.tag()));
    headers.add(new Header("Vary", "Accept-Language"));
    return new TrackAnswer(
        status, headers, Optional.of("text/html; charset=UTF-8"), notices.html(notice, language));
  }
}
