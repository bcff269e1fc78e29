package dev.waypost.deploy.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Leaves the screen to the demo: only trouble is logged. */
final class QuietLog {
  private QuietLog() {}

  static void on() {
    if (LoggerFactory.getLogger("dev.waypost") instanceof Logger ours) {
      ours.setLevel(Level.WARN);
    }
  }
}
