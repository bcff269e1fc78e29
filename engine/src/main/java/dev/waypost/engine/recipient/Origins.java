package dev.waypost.engine.recipient;

import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.SenderId;

/**
 * Where a recipient says that a mailing moved though nobody drove it. Signals only: may be lost.
 * Never blocks.
 */
public interface Origins {
  void moved(SenderId sender, Origin origin);
}
