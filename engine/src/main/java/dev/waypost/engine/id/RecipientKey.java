package dev.waypost.engine.id;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A recipient's pseudonym: the first 10 bytes of HMAC-SHA-256(sender's salt, address key). Not
 * reversible without the salt, so it may stand in journals, logs and tokens. Printed as 14
 * characters of base64url.
 */
public record RecipientKey(long head, short tail) {
  /** Length in bytes. */
  public static final int BYTES = 10;

  private static final int TEXT_LENGTH = 14;

  /** Reads the next 10 bytes of the buffer. */
  public static RecipientKey read(ByteBuffer from) {
    return new RecipientKey(from.getLong(), from.getShort());
  }

  public static RecipientKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a recipient key has 10 bytes, got " + bytes.length);
    }
    return read(ByteBuffer.wrap(bytes));
  }

  public static RecipientKey parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      throw new IllegalArgumentException("a recipient key has 14 characters, got " + text.length());
    }
    return of(Base64.getUrlDecoder().decode(text));
  }

  public void write(ByteBuffer to) {
    to.putLong(head).putShort(tail);
  }

  public byte[] bytes() {
    var buffer = ByteBuffer.allocate(BYTES);
    write(buffer);
    return buffer.array();
  }

  /** The first 10 bits. */
  public Slice slice() {
    return new Slice((int) (head >>> 54));
  }

  @Override
  public String toString() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
  }
}
