package dev.waypost.persistence.codec;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * Writes fields one after the other; {@link FieldReader} reads them in the same order and {@link
 * Format}.
 */
abstract class FieldWriter {
  /** Writes one field that is more than a number. */
  interface Field<T> {
    void write(T value, FieldWriter to);
  }

  abstract byte[] toBytes();

  abstract FieldWriter number(long value);

  abstract FieldWriter text(String value);

  abstract FieldWriter bytes(byte[] value);

  abstract FieldWriter flag(boolean value);

  abstract FieldWriter duration(Duration value);

  /** Bytes of a length that the reader knows. */
  abstract FieldWriter fixed(byte[] value);

  /** A time that stands for itself. */
  abstract FieldWriter instant(Instant value);

  abstract <T> FieldWriter optional(Optional<T> value, Field<T> field);

  /** By ordinal: constants are only ever appended. */
  FieldWriter constant(Enum<?> value) {
    return number(value.ordinal());
  }

  /** One bit per constant. */
  FieldWriter constants(Set<? extends Enum<?>> values) {
    var bits = 0L;
    for (var value : values) {
      bits |= 1L << value.ordinal();
    }
    return number(bits);
  }

  /** The distance to another one, which the reader must know. */
  FieldWriter instant(Instant value, Instant from) {
    return duration(Duration.between(from, value));
  }

  FieldWriter bits(BitSet value) {
    return bytes(value.toByteArray());
  }

  FieldWriter origin(Origin value) {
    return batch(value.batch()).number(value.page()).number(value.line());
  }

  FieldWriter batch(BatchId value) {
    return fixed(Base64.getUrlDecoder().decode(value.value()));
  }

  /** How many, then each. */
  <T> FieldWriter each(Collection<T> values, Field<T> field) {
    number(values.size());
    values.forEach(value -> field.write(value, this));
    return this;
  }
}
