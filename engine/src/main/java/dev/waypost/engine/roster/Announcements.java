package dev.waypost.engine.roster;

import dev.waypost.engine.id.RecipientId;
import java.util.List;

/** Who is about to be woken, so that all can be looked up together. Never blocks. */
@FunctionalInterface
public interface Announcements {
  /**
   * These will be asked for the first time by a page, soon and perhaps. A hint that may be dropped:
   * nothing depends on it but the cost of waking them.
   */
  void expect(List<RecipientId> recipients);
}
