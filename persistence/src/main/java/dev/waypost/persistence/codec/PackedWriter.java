package dev.waypost.persistence.codec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Fields as {@link Format#PACKED} says. */
final class PackedWriter extends FieldWriter {
  private static final int TYPICAL_BYTES = 96;

  private byte[] bytes = new byte[TYPICAL_BYTES];
  private int size;

  @Override
  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  @Override
  FieldWriter number(long value) {
    return unsigned(value << 1 ^ value >> 63);
  }

  /** Seven bits at a time, the lowest first; the highest bit says that more follow. */
  private FieldWriter unsigned(long value) {
    var rest = value;
    while ((rest & ~0x7fL) != 0) {
      one((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    return one((int) rest);
  }

  private FieldWriter one(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
    return this;
  }

  @Override
  FieldWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  FieldWriter bytes(byte[] value) {
    return unsigned(value.length).fixed(value);
  }

  @Override
  FieldWriter fixed(byte[] value) {
    if (size + value.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + value.length));
    }
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
    return this;
  }

  @Override
  FieldWriter flag(boolean value) {
    return one(value ? 1 : 0);
  }

  @Override
  FieldWriter constant(Enum<?> value) {
    return unsigned(value.ordinal());
  }

  @Override
  FieldWriter instant(Instant value) {
    return instant(value, Format.PACKED_EPOCH);
  }

  /** Twice the milliseconds; or twice the seconds and one, and then the nanoseconds. */
  @Override
  FieldWriter duration(Duration value) {
    return Format.isMillis(value)
        ? number(value.toMillis() << 1)
        : number(value.getSeconds() << 1 | 1).number(value.getNano());
  }

  @Override
  <T> FieldWriter optional(Optional<T> value, Field<T> field) {
    flag(value.isPresent());
    value.ifPresent(present -> field.write(present, this));
    return this;
  }
}
