package dev.waypost.bench.campaign;

import com.typesafe.config.ConfigFactory;
import dev.waypost.persistence.hitlog.HitLogSettings;

/** The defaults of a node. */
final class ShippedSettings {
  private ShippedSettings() {}

  static HitLogSettings hitLog() {
    return HitLogSettings.from(
        ConfigFactory.defaultReference().getConfig("waypost.hitlog").resolve());
  }
}
