package dev.waypost.engine.send;

/**
 * Ends a rendering from deep inside the template engine. An {@link Error}, because the engine wraps
 * every exception, and not always well.
 */
final class Stopped extends Error {
  final Rendering.Reason reason;
  final String detail;

  Stopped(Rendering.Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
  }
}
