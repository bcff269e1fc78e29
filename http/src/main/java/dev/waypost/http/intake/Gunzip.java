package dev.waypost.http.intake;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952), several members in a row included, as the bytes come: flat memory
 * whatever stands in the headers, and a bound on what may come out of a small body. Push only; one
 * thread at a time.
 *
 * <p>Pekko's own keeps the names and comments of a header in memory until they end.
 */
public final class Gunzip implements AutoCloseable {
  private static final int PIECE_BYTES = 64 << 10;
  private static final int HEAD_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int HAS_CRC = 1 << 1;
  private static final int HAS_EXTRA = 1 << 2;
  private static final int HAS_NAME = 1 << 3;
  private static final int HAS_COMMENT = 1 << 4;
  private static final int RESERVED = 0xe0;

  private enum Place {
    HEAD,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEAD_CRC,
    DATA,
    TRAILER
  }

  private final int ratioMax;
  private final long freeBytes;
  private final Consumer<ByteBuffer> to;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] fixed = new byte[HEAD_BYTES];
  private final byte[] piece = new byte[PIECE_BYTES];
  private Place place = Place.HEAD;
  private int fixedLength;
  private int flags;
  private int extraLeft;
  private long packed;
  private long unpacked;
  private boolean hasMember;

  /**
   * @param ratioMax what comes out may be so many times as long as what went in
   * @param freeBytes and so much in any case; beyond both it is refused with 413
   * @param to takes what comes out, up to 64 KiB at a time; the buffer is good for that call only
   */
  public Gunzip(int ratioMax, long freeBytes, Consumer<ByteBuffer> to) {
    this.ratioMax = ratioMax;
    this.freeBytes = freeBytes;
    this.to = to;
  }

  /**
   * The next bytes of the body.
   *
   * @throws Refusal when they are no gzip, or unpack to too much
   */
  public void feed(ByteBuffer bytes) {
    packed += bytes.remaining();
    while (bytes.hasRemaining()) {
      if (place == Place.DATA) {
        inflate(bytes);
      } else {
        take(bytes.get() & 0xff);
      }
    }
  }

  /** The end of the body, which has to be the end of a member. */
  public void finish() {
    if (!hasMember || place != Place.HEAD || fixedLength > 0) {
      throw broken("it ends in the middle");
    }
  }

  /** Frees memory outside of the heap. */
  @Override
  public void close() {
    inflater.end();
  }

  private void take(int b) {
    switch (place) {
      case HEAD -> head(b);
      case EXTRA_LENGTH -> {
        if (isFixedFull(b, 2)) {
          extraLeft = fixed(0) | fixed(1) << 8;
          place = extraLeft > 0 ? Place.EXTRA : behind(HAS_EXTRA);
        }
      }
      case EXTRA -> {
        extraLeft--;
        place = extraLeft > 0 ? Place.EXTRA : behind(HAS_EXTRA);
      }
      case NAME -> place = b == 0 ? behind(HAS_NAME) : Place.NAME;
      case COMMENT -> place = b == 0 ? behind(HAS_COMMENT) : Place.COMMENT;
      case HEAD_CRC -> {
        if (isFixedFull(b, 2)) {
          place = Place.DATA;
        }
      }
      case TRAILER -> {
        if (isFixedFull(b, TRAILER_BYTES)) {
          endMember();
        }
      }
      case DATA -> throw new IllegalStateException("data is no header");
    }
  }

  private void head(int b) {
    if (!isFixedFull(b, HEAD_BYTES)) {
      return;
    }
    if (fixed(0) != 0x1f || fixed(1) != 0x8b || fixed(2) != 8 || (fixed(3) & RESERVED) != 0) {
      throw broken(hasMember ? "something else follows it" : "it does not begin as one");
    }
    flags = fixed(3);
    place = behind(0);
  }

  /** What follows the optional part of a header that has that flag. */
  private Place behind(int flag) {
    if (flag < HAS_EXTRA && (flags & HAS_EXTRA) != 0) {
      return Place.EXTRA_LENGTH;
    }
    if (flag < HAS_NAME && (flags & HAS_NAME) != 0) {
      return Place.NAME;
    }
    if (flag < HAS_COMMENT && (flags & HAS_COMMENT) != 0) {
      return Place.COMMENT;
    }
    return (flags & HAS_CRC) != 0 ? Place.HEAD_CRC : Place.DATA;
  }

  private void inflate(ByteBuffer bytes) {
    inflater.setInput(bytes);
    try {
      while (!inflater.finished()) {
        var length = inflater.inflate(piece);
        if (length > 0) {
          pass(length);
        } else if (inflater.needsDictionary()) {
          throw broken("it wants a dictionary");
        } else if (inflater.needsInput()) {
          return;
        }
      }
      place = Place.TRAILER;
    } catch (DataFormatException e) {
      throw broken("it is damaged");
    }
  }

  private void pass(int length) {
    crc.update(piece, 0, length);
    unpacked += length;
    if (unpacked > freeBytes && unpacked / ratioMax > packed) {
      throw new Refusal(
          Problem.tooLarge(
              "the body unpacks to more than "
                  + ratioMax
                  + " times its size: send it without gzip, or in parts"));
    }
    to.accept(ByteBuffer.wrap(piece, 0, length));
  }

  private void endMember() {
    if (number(0) != crc.getValue() || number(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw broken("its check sum is wrong");
    }
    crc.reset();
    inflater.reset();
    hasMember = true;
    place = Place.HEAD;
  }

  /** Collects bytes; when all are there, they are in {@code fixed}, and the next begin anew. */
  private boolean isFixedFull(int b, int length) {
    fixed[fixedLength++] = (byte) b;
    if (fixedLength < length) {
      return false;
    }
    fixedLength = 0;
    return true;
  }

  private int fixed(int at) {
    return fixed[at] & 0xff;
  }

  private long number(int at) {
    return Integer.toUnsignedLong(
        fixed(at) | fixed(at + 1) << 8 | fixed(at + 2) << 16 | fixed(at + 3) << 24);
  }

  private static Refusal broken(String how) {
    return new Refusal(Problem.unreadable("the body is no complete gzip stream: " + how));
  }
}
