package dev.waypost.engine.id;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The pseudonym of a row's {@code id} within a campaign: the first 16 bytes of
 * HMAC-SHA-256(sender's salt, campaign and id). Printed as 32 hexadecimal digits.
 */
public record RowKey(long high, long low) {
  /** Length in bytes. */
  public static final int BYTES = 16;

  public static RowKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a row key has 16 bytes, got " + bytes.length);
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new RowKey(buffer.getLong(), buffer.getLong());
  }

  public static RowKey parse(String text) {
    return of(HexFormat.of().parseHex(text));
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /**
   * The first 4 bytes: what a token carries, enough to tell one recipient's mailings of one
   * campaign apart.
   */
  public int hash() {
    return (int) (high >>> 32);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
