package dev.waypost.persistence.codec;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Fields as CBOR items. */
final class CborWriter extends FieldWriter {
  private static final CBORFactory CBOR = new CBORFactory();
  private static final int TYPICAL_BYTES = 128;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
  private final CBORGenerator cbor;

  private interface Item {
    void write() throws IOException;
  }

  CborWriter() {
    try {
      cbor = CBOR.createGenerator(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  byte[] toBytes() {
    item(cbor::close);
    return bytes.toByteArray();
  }

  @Override
  FieldWriter number(long value) {
    return item(() -> cbor.writeNumber(value));
  }

  @Override
  FieldWriter text(String value) {
    return item(() -> cbor.writeString(value));
  }

  @Override
  FieldWriter bytes(byte[] value) {
    return item(() -> cbor.writeBinary(value));
  }

  @Override
  FieldWriter fixed(byte[] value) {
    return bytes(value);
  }

  @Override
  FieldWriter flag(boolean value) {
    return item(() -> cbor.writeBoolean(value));
  }

  @Override
  FieldWriter instant(Instant value) {
    return instant(value, Instant.EPOCH);
  }

  /** Milliseconds as a number, anything finer as 12 bytes. */
  @Override
  FieldWriter duration(Duration value) {
    return Format.isMillis(value)
        ? number(value.toMillis())
        : bytes(
            ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(value.getSeconds())
                .putInt(value.getNano())
                .array());
  }

  @Override
  <T> FieldWriter optional(Optional<T> value, Field<T> field) {
    if (value.isEmpty()) {
      return item(cbor::writeNull);
    }
    field.write(value.get(), this);
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
