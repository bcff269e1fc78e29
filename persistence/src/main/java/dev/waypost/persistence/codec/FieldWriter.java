package dev.waypost.persistence.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Writes fields one after the other; {@link FieldReader} reads them in the same order. */
final class FieldWriter {
  private static final CBORFactory CBOR = new CBORFactory();
  private static final int TYPICAL_BYTES = 128;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
  private final CBORGenerator cbor;

  /** Writes one field that is more than a number. */
  interface Field<T> {
    void write(T value, FieldWriter to);
  }

  private interface Item {
    void write() throws IOException;
  }

  FieldWriter() {
    try {
      cbor = CBOR.createGenerator(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] toBytes() {
    item(cbor::close);
    return bytes.toByteArray();
  }

  FieldWriter number(long value) {
    return item(() -> cbor.writeNumber(value));
  }

  FieldWriter text(String value) {
    return item(() -> cbor.writeString(value));
  }

  FieldWriter bytes(byte[] value) {
    return item(() -> cbor.writeBinary(value));
  }

  FieldWriter flag(boolean value) {
    return item(() -> cbor.writeBoolean(value));
  }

  /** By ordinal: constants are only ever appended. */
  FieldWriter constant(Enum<?> value) {
    return number(value.ordinal());
  }

  /** One bit per constant. */
  FieldWriter constants(Set<? extends Enum<?>> values) {
    return number(values.stream().mapToLong(v -> 1L << v.ordinal()).sum());
  }

  FieldWriter instant(Instant value) {
    return instant(value, Instant.EPOCH);
  }

  /** The distance to another one, which the reader must know. */
  FieldWriter instant(Instant value, Instant from) {
    return duration(Duration.between(from, value));
  }

  /** Milliseconds as a number, anything finer as 12 bytes. */
  FieldWriter duration(Duration value) {
    var isShort = value.getNano() % 1_000_000 == 0 && Math.abs(value.getSeconds()) < 1L << 50;
    return isShort
        ? number(value.toMillis())
        : bytes(
            ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(value.getSeconds())
                .putInt(value.getNano())
                .array());
  }

  FieldWriter bits(BitSet value) {
    return bytes(value.toByteArray());
  }

  FieldWriter origin(Origin value) {
    return batch(value.batch()).number(value.page()).number(value.line());
  }

  FieldWriter batch(BatchId value) {
    return bytes(Base64.getUrlDecoder().decode(value.value()));
  }

  <T> FieldWriter optional(Optional<T> value, Field<T> field) {
    if (value.isEmpty()) {
      return item(cbor::writeNull);
    }
    field.write(value.get(), this);
    return this;
  }

  /** How many, then each. */
  <T> FieldWriter each(Collection<T> values, Field<T> field) {
    number(values.size());
    values.forEach(value -> field.write(value, this));
    return this;
  }

  private FieldWriter item(Item item) {
    try {
      item.write();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
  }
}
