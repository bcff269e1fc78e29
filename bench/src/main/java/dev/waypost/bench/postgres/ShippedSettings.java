package dev.waypost.bench.postgres;

import com.typesafe.config.ConfigFactory;
import dev.waypost.persistence.DatabaseSettings;

/** The defaults of a node, for what a suite runs without one. */
final class ShippedSettings {
  private ShippedSettings() {}

  static DatabaseSettings database() {
    return DatabaseSettings.from(
        ConfigFactory.defaultReference().getConfig("waypost.database").resolve());
  }
}
