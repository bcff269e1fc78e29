package dev.waypost.deploy.system;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.waypost.deploy.log.DatabaseAwayFilter;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a node in this process shows on its log, as the shipped filter lets it through. */
final class ShownLog implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  private ShownLog() {
    lines.setContext(root.getLoggerContext());
    var filter = new DatabaseAwayFilter();
    filter.start();
    lines.addFilter(filter);
    lines.start();
    root.addAppender(lines);
  }

  static ShownLog start() {
    return new ShownLog();
  }

  /** Lines that come with a stack trace. */
  List<String> traces() {
    return all().stream()
        .filter(line -> line.getThrowableProxy() != null)
        .map(
            line ->
                line.getLoggerName()
                    + ": "
                    + line.getFormattedMessage()
                    + ": "
                    + line.getThrowableProxy().getClassName())
        .toList();
  }

  List<String> linesWith(String words) {
    return all().stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(words))
        .toList();
  }

  private List<ILoggingEvent> all() {
    return List.copyOf(lines.list);
  }

  @Override
  public void close() {
    root.detachAppender(lines);
  }
}
