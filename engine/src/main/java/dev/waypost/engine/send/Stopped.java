package dev.waypost.engine.send;

import java.util.Optional;

/**
 * Ends a rendering from deep inside the template engine. An {@link Error}, because the engine wraps
 * every exception, and not always well.
 */
final class Stopped extends Error {
  final Rendering.Reason reason;
  final String detail;

  /** The link that it is about, if it is one. */
  final Optional<Integer> link;

  Stopped(Rendering.Reason reason, String detail) {
    this(reason, detail, Optional.empty());
  }

  private Stopped(Rendering.Reason reason, String detail, Optional<Integer> link) {
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
    this.link = link;
  }

  static Stopped atLink(Rendering.Reason reason, int link, String rule) {
    return new Stopped(reason, "link " + link + ": " + rule, Optional.of(link));
  }
}
