package dev.waypost.persistence.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Fields from {@link Format#PACKED} bytes. */
final class PackedReader extends FieldReader {
  private static final int LONGEST_SHIFT = 63;

  private final byte[] bytes;
  private int at;

  PackedReader(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  void end() {
    if (at != bytes.length) {
      throw new IllegalArgumentException(
          "expected the end after " + at + " bytes, found " + bytes.length);
    }
  }

  @Override
  long number() {
    var zigzag = unsigned();
    return zigzag >>> 1 ^ -(zigzag & 1);
  }

  private long unsigned() {
    var value = 0L;
    for (var shift = 0; shift <= LONGEST_SHIFT; shift += 7) {
      var next = one();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number has at most 10 bytes");
  }

  private byte one() {
    if (at == bytes.length) {
      throw new IllegalArgumentException("the bytes end within a field");
    }
    return bytes[at++];
  }

  @Override
  String text() {
    var length = length();
    var start = at;
    at += length;
    for (var i = start; i < at; i++) {
      if (bytes[i] < 0) {
        return decoded(start, length);
      }
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1); // ASCII, and faster
  }

  private String decoded(int start, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text is not UTF-8", e);
    }
  }

  @Override
  byte[] bytes() {
    return fixed(length());
  }

  private int length() {
    var length = unsigned();
    if (!(length >= 0 && length <= bytes.length - at)) {
      throw new IllegalArgumentException(
          "expected " + length + " more bytes, found " + (bytes.length - at));
    }
    return (int) length;
  }

  @Override
  byte[] fixed(int length) {
    if (!(length <= bytes.length - at)) {
      throw new IllegalArgumentException(
          "expected " + length + " more bytes, found " + (bytes.length - at));
    }
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  @Override
  boolean flag() {
    var value = one();
    if (value != 0 && value != 1) {
      throw new IllegalArgumentException("expected a flag, found " + value);
    }
    return value == 1;
  }

  @Override
  <E extends Enum<E>> E constant(Class<E> type) {
    return constant(type, unsigned());
  }

  @Override
  Instant instant() {
    return instant(Format.PACKED_EPOCH);
  }

  @Override
  Duration duration() {
    var value = number();
    return (value & 1) == 0
        ? Duration.ofMillis(value >> 1)
        : Duration.ofSeconds(value >> 1, number());
  }

  @Override
  <T> Optional<T> optional(Field<T> field) {
    return flag() ? Optional.of(field.read(this)) : Optional.empty();
  }
}
