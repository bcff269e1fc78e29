package dev.waypost.http.server;

import org.apache.pekko.event.LoggingAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the HTTP layer wants to log. Its lines repeat what callers sent, so they are told at debug
 * only. On the same way it finds its port again: it makes its {@link MalformedRequest} itself.
 */
final class PortLog implements LoggingAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(PortLog.class);

  private final Instruments instruments;

  PortLog(Instruments instruments) {
    this.instruments = instruments;
  }

  Instruments instruments() {
    return instruments;
  }

  @Override
  public boolean isErrorEnabled() {
    return LOG.isDebugEnabled();
  }

  @Override
  public boolean isWarningEnabled() {
    return LOG.isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public void notifyError(String message) {
    LOG.debug("{}", Printable.of(message));
  }

  @Override
  public void notifyError(Throwable cause, String message) {
    LOG.debug("{}", Printable.of(message), cause);
  }

  @Override
  public void notifyWarning(String message) {
    LOG.debug("{}", Printable.of(message));
  }

  @Override
  public void notifyInfo(String message) {}

  @Override
  public void notifyDebug(String message) {}
}
