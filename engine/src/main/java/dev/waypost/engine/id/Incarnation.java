package dev.waypost.engine.id;

/**
 * A number taken from the database at each start of an api or engine node. It owns attempts and
 * running intakes.
 */
public record Incarnation(long value) {
  public Incarnation {
    if (!(value >= 1)) {
      throw new IllegalArgumentException("an incarnation is >= 1, got " + value);
    }
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
