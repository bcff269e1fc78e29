package dev.waypost.http.intake;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into records: at line ends, and with quotes never inside one. Blank lines
 * are no records, but count as lines. Holds at most one record.
 *
 * <p>A pull parser such as FastCSV's would want a thread per submission that blocks for bytes, and
 * gives up at the first record that is too long.
 */
final class Records {
  /** Whether line ends may stand in quotes. */
  enum Quotes {
    PLAIN,
    RFC_4180
  }

  /** What was cut off, with the line that it begins on, from 1. */
  sealed interface Frame {
    /** A record without its line end. The bytes are only good until the next one. */
    record Whole(int line, ByteBuffer bytes) implements Frame {}

    /** A line that is too long for a record; it was skipped. */
    record TooLong(int line) implements Frame {}

    /** A line with a quote that nothing closes; what follows it is read as lines of their own. */
    record Unclosed(int line) implements Frame {}
  }

  private enum Place {
    FIELD_START,
    UNQUOTED,
    QUOTED,
    QUOTE_IN_QUOTED,
    SKIPPING
  }

  private static final int BOM_LENGTH = 3;
  private static final int AGAIN_FACTOR = 4;
  private static final long AGAIN_BYTES = 1 << 20;

  private final Quotes quotes;
  private final int recordBytesMax;
  private final Consumer<Frame> to;
  private byte[] held = new byte[1024];
  private int length;
  private Place place = Place.FIELD_START;
  private int line = 1;
  private int recordLine = 1;
  private long fed;
  private long readAgain;

  Records(Quotes quotes, int recordBytesMax, Consumer<Frame> to) {
    this.quotes = quotes;
    this.recordBytesMax = recordBytesMax;
    this.to = to;
  }

  void feed(ByteBuffer piece) {
    while (piece.hasRemaining()) {
      fed++;
      take(piece.get());
    }
  }

  void finish() {
    while (place == Place.QUOTED) {
      unclosed();
    }
    if (place != Place.SKIPPING) {
      endRecord();
    }
  }

  private void take(byte b) {
    if (b == '\n') {
      countLine();
      if (place != Place.QUOTED) {
        if (place != Place.SKIPPING) {
          endRecord();
        }
        begin();
        return;
      }
    }
    if (place == Place.SKIPPING) {
      return;
    }
    hold(b);
    if (length > recordBytesMax + 1 || (length > recordBytesMax && b != '\r')) {
      tooLong();
    } else if (quotes == Quotes.RFC_4180) {
      place = after(b);
    }
  }

  private Place after(byte b) {
    return switch (place) {
      case FIELD_START -> b == '"' ? Place.QUOTED : b == ',' ? Place.FIELD_START : afterMark(b);
      case UNQUOTED -> b == ',' ? Place.FIELD_START : Place.UNQUOTED;
      case QUOTED -> b == '"' ? Place.QUOTE_IN_QUOTED : Place.QUOTED;
      case QUOTE_IN_QUOTED ->
          b == '"' ? Place.QUOTED : b == ',' ? Place.FIELD_START : Place.UNQUOTED;
      case SKIPPING -> Place.SKIPPING;
    };
  }

  /** The first field may stand behind a byte order mark. */
  private Place afterMark(byte b) {
    return recordLine == 1 && startsWithMark(held, length) && length == BOM_LENGTH
            || recordLine == 1 && length < BOM_LENGTH && (b == (byte) 0xEF || b == (byte) 0xBB)
        ? Place.FIELD_START
        : Place.UNQUOTED;
  }

  private void hold(byte b) {
    if (length == held.length) {
      held = Arrays.copyOf(held, Math.min(2 * length, recordBytesMax + 2));
    }
    held[length++] = b;
  }

  private void tooLong() {
    if (place == Place.QUOTED && recordLine < line) {
      unclosed();
      return;
    }
    to.accept(new Frame.TooLong(recordLine));
    place = Place.SKIPPING;
  }

  /**
   * Gives up the first line of what is held, and reads the rest again as lines of their own. Text
   * that is made to be read again and again loses more than a line.
   */
  private void unclosed() {
    readAgain += length;
    if (readAgain > AGAIN_FACTOR * fed + AGAIN_BYTES) {
      to.accept(new Frame.Unclosed(recordLine));
      place = Place.SKIPPING;
      return;
    }
    var rest = Arrays.copyOf(held, length);
    var end = 0;
    while (end < rest.length && rest[end] != '\n') {
      end++;
    }
    to.accept(new Frame.Unclosed(recordLine));
    line = end < rest.length ? recordLine + 1 : recordLine;
    begin();
    for (var i = end + 1; i < rest.length; i++) {
      take(rest[i]);
    }
  }

  private void endRecord() {
    var end = length > 0 && held[length - 1] == '\r' ? length - 1 : length;
    var start = recordLine == 1 && startsWithMark(held, end) ? BOM_LENGTH : 0;
    if (end > start) {
      to.accept(new Frame.Whole(recordLine, ByteBuffer.wrap(held, start, end - start)));
    }
    length = 0;
  }

  private void begin() {
    length = 0;
    place = Place.FIELD_START;
    recordLine = line;
  }

  private void countLine() {
    if (line == Integer.MAX_VALUE) {
      throw new Refusal(Problem.tooLarge("too many lines: split the file"));
    }
    line++;
  }

  private static boolean startsWithMark(byte[] bytes, int length) {
    return length >= BOM_LENGTH
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }
}
