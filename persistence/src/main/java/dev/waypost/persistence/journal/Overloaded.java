package dev.waypost.persistence.journal;

import dev.waypost.engine.Engine;

/** Too much waits for the journal. Nothing happened; repeating later is safe. */
final class Overloaded extends Engine.Unavailable {
  private static final long serialVersionUID = 1L;

  Overloaded(String what) {
    super("too many " + what + " wait for the journal already: try again later");
  }
}
