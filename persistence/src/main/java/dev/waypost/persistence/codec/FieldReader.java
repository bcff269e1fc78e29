package dev.waypost.persistence.codec;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} wrote. Trusts nothing: whatever the bytes are, it ends with a
 * value or an exception, and takes no more memory than the bytes suggest.
 */
final class FieldReader {
  private static final CBORFactory CBOR =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(4).maxNumberLength(20).build())
          .build();
  private static final int BATCH_BYTES = 12;

  private final CBORParser cbor;

  /** Reads one field that is more than a number. */
  interface Field<T> {
    T read(FieldReader from);
  }

  FieldReader(byte[] bytes) {
    try {
      cbor = CBOR.createParser(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing may come after the last field. */
  void end() {
    var token = next();
    if (token != null) {
      throw unexpected("the end", token);
    }
  }

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

  int integer() {
    return Math.toIntExact(number());
  }

  String text() {
    return text(next());
  }

  private String text(@Nullable JsonToken token) {
    expect(JsonToken.VALUE_STRING, token);
    try {
      return cbor.getText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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

  boolean flag() {
    var token = next();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw unexpected("a flag", token);
    }
    return token == JsonToken.VALUE_TRUE;
  }

  <E extends Enum<E>> E constant(Class<E> type) {
    return constant(type, number());
  }

  private static <E extends Enum<E>> E constant(Class<E> type, long ordinal) {
    var constants = type.getEnumConstants();
    if (!(ordinal >= 0 && ordinal < constants.length)) {
      throw new IllegalArgumentException(type.getSimpleName() + " has no constant " + ordinal);
    }
    return constants[(int) ordinal];
  }

  <E extends Enum<E>> Set<E> constants(Class<E> type) {
    var all = type.getEnumConstants();
    var bits = number();
    if (bits >>> all.length != 0) {
      throw new IllegalArgumentException(type.getSimpleName() + " has no constants " + bits);
    }
    var set = EnumSet.noneOf(type);
    for (var constant : all) {
      if ((bits >>> constant.ordinal() & 1) == 1) {
        set.add(constant);
      }
    }
    return set;
  }

  Instant instant() {
    return instant(Instant.EPOCH);
  }

  Instant instant(Instant from) {
    return from.plus(duration());
  }

  Duration duration() {
    return duration(next());
  }

  private Duration duration(@Nullable JsonToken token) {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return Duration.ofMillis(number(token));
    }
    var fine = ByteBuffer.wrap(bytes(token));
    return Duration.ofSeconds(fine.getLong(), fine.getInt());
  }

  Optional<Instant> optionalInstant() {
    return optional(token -> Instant.EPOCH.plus(duration(token)));
  }

  Optional<String> optionalText() {
    return optional(this::text);
  }

  <E extends Enum<E>> Optional<E> optionalConstant(Class<E> type) {
    return optional(token -> constant(type, number(token)));
  }

  private <T> Optional<T> optional(Function<JsonToken, T> value) {
    var token = next();
    if (token == null) {
      throw unexpected("a value or none", token);
    }
    return token == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(value.apply(token));
  }

  BitSet bits() {
    return BitSet.valueOf(bytes());
  }

  Origin origin() {
    return new Origin(batch(), integer(), integer());
  }

  BatchId batch() {
    var bytes = bytes();
    if (bytes.length != BATCH_BYTES) {
      throw new IllegalArgumentException("a batch has 12 bytes, got " + bytes.length);
    }
    return new BatchId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The list grows with what is there, not with what is announced. */
  <T> List<T> each(Field<T> field) {
    var count = number();
    if (!(count >= 0)) {
      throw new IllegalArgumentException("a list has no length of " + count);
    }
    var values = new ArrayList<T>();
    for (var i = 0L; i < count; i++) {
      values.add(field.read(this));
    }
    return values;
  }

  private static void expect(JsonToken wanted, @Nullable JsonToken found) {
    if (found != wanted) {
      throw unexpected(wanted.name(), found);
    }
  }

  private @Nullable JsonToken next() {
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
