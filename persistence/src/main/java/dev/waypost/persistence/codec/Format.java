package dev.waypost.persistence.codec;

import java.time.Duration;
import java.time.Instant;

/** How fields become bytes. A type's format is for ever, as is all that stands here. */
enum Format {
  /** CBOR items by position (RFC 8742), written and read by Jackson. */
  CBOR {
    @Override
    FieldWriter writer() {
      return new CborWriter();
    }

    @Override
    FieldReader reader(byte[] bytes) {
      return new CborReader(bytes);
    }
  },
  /**
   * Nothing but the values, for what there are millions of: numbers in as few groups of 7 bits as
   * they need, the sign in the lowest; texts and bytes behind their length; times as milliseconds
   * since 2026.
   */
  PACKED {
    @Override
    FieldWriter writer() {
      return new PackedWriter();
    }

    @Override
    FieldReader reader(byte[] bytes) {
      return new PackedReader(bytes);
    }
  };

  static final Instant PACKED_EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final long SECONDS_MAX = 1L << 50;

  abstract FieldWriter writer();

  abstract FieldReader reader(byte[] bytes);

  /** Whether it is a number of milliseconds that is not out of this world. */
  static boolean isMillis(Duration value) {
    return value.getNano() % NANOS_PER_MILLI == 0 && Math.abs(value.getSeconds()) < SECONDS_MAX;
  }
}
