package dev.waypost.deploy.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import dev.waypost.persistence.DatabaseFailure;
import org.jspecify.annotations.Nullable;

/**
 * Drops what only says that the database server is away, also in the middle of a commit: every
 * entity, view and timer that meets it says so, with a stack trace. That it went and that it came
 * back is logged once, where it is found.
 */
public final class DatabaseAwayFilter extends Filter<ILoggingEvent> {
  /** Says of each connection that it broke. */
  private static final String CONNECTIONS = "com.zaxxer.hikari.pool.ProxyConnection";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (event.getLoggerName().equals(CONNECTIONS)) {
      return FilterReply.DENY;
    }
    for (var cause = event.getThrowableProxy(); cause != null; cause = next(cause)) {
      if (cause instanceof ThrowableProxy proxy && DatabaseFailure.isAway(proxy.getThrowable())) {
        return FilterReply.DENY;
      }
    }
    return FilterReply.NEUTRAL;
  }

  private static @Nullable IThrowableProxy next(IThrowableProxy proxy) {
    return proxy.getCause();
  }
}
