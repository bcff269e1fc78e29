package dev.waypost.persistence.codec;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what {@link FieldWriter} wrote in the same {@link Format}. Trusts nothing: whatever the
 * bytes are, it ends with a value or an exception, and takes no more memory than the bytes suggest.
 */
abstract class FieldReader {
  private static final int BATCH_BYTES = 12;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Reads one field that is more than a number. */
  interface Field<T> {
    T read(FieldReader from);
  }

  /** Nothing may come after the last field. */
  abstract void end();

  abstract long number();

  abstract String text();

  abstract byte[] bytes();

  abstract byte[] fixed(int length);

  abstract boolean flag();

  abstract Duration duration();

  abstract Instant instant();

  abstract <T> Optional<T> optional(Field<T> field);

  int integer() {
    return Math.toIntExact(number());
  }

  <E extends Enum<E>> E constant(Class<E> type) {
    return constant(type, number());
  }

  static <E extends Enum<E>> E constant(Class<E> type, long ordinal) {
    var constants = Constants.of(type);
    if (!(ordinal >= 0 && ordinal < constants.length)) {
      throw new IllegalArgumentException(type.getSimpleName() + " has no constant " + ordinal);
    }
    return constants[(int) ordinal];
  }

  /** Immutable. */
  <E extends Enum<E>> Set<E> constants(Class<E> type) {
    var bits = number();
    if (bits == 0) {
      return Set.of();
    }
    var all = Constants.of(type);
    if (bits >>> all.length != 0) {
      throw new IllegalArgumentException(type.getSimpleName() + " has no constants " + bits);
    }
    return Long.bitCount(bits) == 1
        ? Set.of(all[Long.numberOfTrailingZeros(bits)])
        : Set.copyOf(among(all, bits));
  }

  private static <E extends Enum<E>> List<E> among(E[] all, long bits) {
    var named = new ArrayList<E>(Long.bitCount(bits));
    for (var constant : all) {
      if ((bits >>> constant.ordinal() & 1) == 1) {
        named.add(constant);
      }
    }
    return named;
  }

  Instant instant(Instant from) {
    return from.plus(duration());
  }

  BitSet bits() {
    return BitSet.valueOf(bytes());
  }

  Origin origin() {
    return new Origin(batch(), integer(), integer());
  }

  BatchId batch() {
    return new BatchId(BASE64.encodeToString(fixed(BATCH_BYTES)));
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

  /** Constants of a type without a copy of them each time. */
  private static final class Constants {
    private static final ClassValue<Object> ALL =
        new ClassValue<>() {
          @Override
          protected Object computeValue(Class<?> type) {
            return type.getEnumConstants();
          }
        };

    @SuppressWarnings("unchecked") // the constants of E are an array of E
    static <E extends Enum<E>> E[] of(Class<E> type) {
      return (E[]) ALL.get(type);
    }
  }
}
