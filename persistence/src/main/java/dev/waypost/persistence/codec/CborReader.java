package dev.waypost.persistence.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fields from CBOR items. */
final class CborReader extends FieldReader {
  private static final CBORFactory CBOR =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(4).maxNumberLength(20).build())
          .build();

  private final CBORParser cbor;

  /** A token that was looked at and belongs to the next field. */
  private @Nullable JsonToken ahead;

  CborReader(byte[] bytes) {
    try {
      cbor = CBOR.createParser(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  void end() {
    var token = next();
    if (token != null) {
      throw unexpected("the end", token);
    }
  }

  @Override
  long number() {
    return number(next());
  }

  private long number(@Nullable JsonToken token) {
    expect(JsonToken.VALUE_NUMBER_INT, token);
    try {
      return cbor.getLongValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  String text() {
    expect(JsonToken.VALUE_STRING, next());
    try {
      return cbor.getText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  byte[] bytes() {
    return bytes(next());
  }

  private byte[] bytes(@Nullable JsonToken token) {
    expect(JsonToken.VALUE_EMBEDDED_OBJECT, token);
    try {
      return cbor.getBinaryValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  byte[] fixed(int length) {
    var bytes = bytes();
    if (bytes.length != length) {
      throw new IllegalArgumentException("expected " + length + " bytes, got " + bytes.length);
    }
    return bytes;
  }

  @Override
  boolean flag() {
    var token = next();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw unexpected("a flag", token);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  @Override
  Instant instant() {
    return instant(Instant.EPOCH);
  }

  @Override
  Duration duration() {
    var token = next();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return Duration.ofMillis(number(token));
    }
    var fine = ByteBuffer.wrap(bytes(token));
    return Duration.ofSeconds(fine.getLong(), fine.getInt());
  }

  @Override
  <T> Optional<T> optional(Field<T> field) {
    var token = next();
    if (token == null) {
      throw unexpected("a value or none", token);
    }
    if (token == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    ahead = token;
    return Optional.of(field.read(this));
  }

  private static void expect(JsonToken wanted, @Nullable JsonToken found) {
    if (found != wanted) {
      throw unexpected(wanted.name(), found);
    }
  }

  private @Nullable JsonToken next() {
    if (ahead != null) {
      var token = ahead;
      ahead = null;
      return token;
    }
    try {
      return cbor.nextToken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalArgumentException unexpected(String wanted, @Nullable JsonToken found) {
    return new IllegalArgumentException("expected " + wanted + ", found " + found);
  }
}
