package dev.waypost.engine.id;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The number of one immutable link table: 40 random bits, unique over all senders and versions.
 * Printed as 10 hexadecimal digits.
 */
public record LinkTableId(long value) {
  /** Length in bytes. */
  public static final int BYTES = 5;

  private static final long MAX = (1L << 40) - 1;
  private static final int TEXT_LENGTH = 10;

  public LinkTableId {
    if (!(value >= 0 && value <= MAX)) {
      throw new IllegalArgumentException("a link table id has 40 bits, got " + value);
    }
  }

  /** A new id; whoever stores the table finds out whether it is taken. */
  public static LinkTableId random(RandomGenerator random) {
    return new LinkTableId(random.nextLong() & MAX);
  }

  public static LinkTableId parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      throw new IllegalArgumentException("a link table id has 10 digits, got '" + text + "'");
    }
    return new LinkTableId(HexFormat.fromHexDigitsToLong(text));
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(value, TEXT_LENGTH);
  }
}
