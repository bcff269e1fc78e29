package dev.waypost.engine.report;

/**
 * A place in a sender's event stream: behind everything that was read so far. Only the stream knows
 * what the text means; it stays valid over restarts and when views are made again.
 */
public record EventOffset(String text) {
  @Override
  public String toString() {
    return text;
  }
}
