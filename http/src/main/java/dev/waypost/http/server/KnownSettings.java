package dev.waypost.http.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.Set;
import java.util.TreeSet;

/** What every section of the settings is read with: a key that nobody reads is a mistake. */
public final class KnownSettings {
  private KnownSettings() {}

  /** Refuses a section that has other keys, with what is known there. */
  public static void check(Config section, Set<String> known) {
    var unknown = new TreeSet<>(section.root().keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new ConfigException.BadPath(
          section.origin(), unknown.first(), "unknown; known here are " + new TreeSet<>(known));
    }
  }
}
