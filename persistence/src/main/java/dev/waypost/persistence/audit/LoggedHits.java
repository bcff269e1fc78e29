package dev.waypost.persistence.audit;

import dev.waypost.persistence.hitlog.HitLogReader;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * All that hit logs still hold, each log in its order; {@link HitLogReader#forEach} is one. May
 * block.
 */
@FunctionalInterface
public interface LoggedHits {
  /** There is no log here. */
  LoggedHits NONE = reader -> {};

  void forEach(Consumer<HitLogReader.Entry> reader) throws IOException;
}
