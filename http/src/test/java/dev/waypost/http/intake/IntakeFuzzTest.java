package dev.waypost.http.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.problem.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Submissions of any bytes; CONTRIBUTING says how to run this for longer than its seeds. */
class IntakeFuzzTest {
  private static final int ROW_BYTES_MAX = 4_096;
  private static final int ROWS_MAX = 10_000;
  private static final int COLUMNS_MAX = 6;

  /** What came out: lines, or why nothing did. */
  private record Outcome(List<IntakeLine> lines, Optional<Integer> refused) {}

  private static Outcome read(RowFormat format, byte[] text, int pieceBytes) {
    var feed = new RowFeed(format, new ContentDigest("fuzz"), ROW_BYTES_MAX, ROWS_MAX);
    var lines = new ArrayList<IntakeLine>();
    try {
      for (var from = 0; from < text.length; from += pieceBytes) {
        var length = Math.min(pieceBytes, text.length - from);
        lines.addAll(feed.feed(ByteBuffer.wrap(text, from, length)));
      }
      lines.addAll(feed.finish());
      return new Outcome(lines, Optional.empty());
    } catch (Refusal refusal) {
      return new Outcome(List.of(), Optional.of(refusal.problem().status()));
    }
  }

  private static int line(IntakeLine line) {
    return switch (line) {
      case IntakeLine.Good(var row) -> row.line();
      case IntakeLine.Bad(var fault) -> fault.line();
    };
  }

  private static void checkLines(RowFormat format, byte[] text) {
    var whole = read(format, text, Integer.MAX_VALUE);

    assertThat(whole.refused().orElse(422)).isIn(413, 422);
    var lineEnds =
        new String(text, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
    var last = 0;
    for (var line : whole.lines()) {
      assertThat(line(line)).isGreaterThan(last).isLessThanOrEqualTo((int) lineEnds + 1);
      last = line(line);
    }
    assertThat(read(format, text, 1)).isEqualTo(whole);
    assertThat(read(format, text, 7)).isEqualTo(whole);
  }

  @FuzzTest
  void ndjson_ofAnyBytes_isTheSameHoweverItIsCut(byte[] text) {
    checkLines(RowFormat.NDJSON, text);
  }

  @FuzzTest
  void csv_ofAnyBytes_isTheSameHoweverItIsCut(byte[] text) {
    checkLines(RowFormat.CSV, text);
  }

  /** What came out of an import: lines, or why nothing did. */
  private record Imported(List<SuppressionImport.Line> lines, Optional<Integer> refused) {}

  private static Imported imported(RowFormat format, byte[] text, int pieceBytes) {
    var feed = new SuppressionFeed(format, ROW_BYTES_MAX, ROWS_MAX);
    var lines = new ArrayList<SuppressionImport.Line>();
    try {
      for (var from = 0; from < text.length; from += pieceBytes) {
        var length = Math.min(pieceBytes, text.length - from);
        lines.addAll(feed.feed(ByteBuffer.wrap(text, from, length)));
      }
      lines.addAll(feed.finish());
      return new Imported(lines, Optional.empty());
    } catch (Refusal refusal) {
      return new Imported(List.of(), Optional.of(refusal.problem().status()));
    }
  }

  @FuzzTest
  void suppressions_ofAnyBytes_areTheSameHoweverTheyAreCut(byte[] text) {
    for (var format : RowFormat.values()) {
      var whole = imported(format, text, Integer.MAX_VALUE);

      assertThat(whole.refused().orElse(422)).isIn(413, 422);
      assertThat(imported(format, text, 1)).isEqualTo(whole);
      for (var line : whole.lines()) {
        if (line instanceof SuppressionImport.Line.Good(var n, var email, var entries)) {
          assertThat(email.toString()).doesNotContain(" ", "\r", "\n", "\0", "<", ">");
          entries.forEach(entry -> assertThat(entry.reason()).isNotNull());
        }
      }
    }
  }

  /**
   * A document as RFC 4180 writes it gives its cells back. Cells are what the bytes say between
   * {@code 1f}, quoted although they need not be where the bytes' number is odd.
   */
  @FuzzTest
  void csv_thatIsOne_givesItsCellsBack(byte[] bytes) {
    var cells = storable(new String(bytes, StandardCharsets.UTF_8)).split("\u001f", -1);
    var columns = 1 + bytes.length % COLUMNS_MAX;
    var text = new StringBuilder("email");
    for (var i = 0; i < columns; i++) {
      text.append(",c").append(i);
    }
    var rows = new ArrayList<LinkedHashMap<String, Object>>();
    for (var from = 0; from < cells.length; from += columns) {
      text.append(from % 2 == 0 ? "\r\n" : "\n").append("ann@b.example");
      var row = new LinkedHashMap<String, Object>();
      for (var i = 0; i < columns; i++) {
        var cell = from + i < cells.length ? cells[from + i] : "";
        row.put("c" + i, cell);
        text.append(',').append(bytes.length % 2 == 1 ? quoted(cell) : plain(cell));
      }
      rows.add(row);
    }

    var outcome =
        read(RowFormat.CSV, text.toString().getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);

    assertThat(outcome.lines()).hasSize(rows.size());
    for (var i = 0; i < rows.size(); i++) {
      switch (outcome.lines().get(i)) {
        case IntakeLine.Good(var row) -> assertThat(row.data()).isEqualTo(rows.get(i));
        case IntakeLine.Bad(var fault) -> assertThat(fault.code()).isEqualTo("tooLarge");
      }
    }
  }

  /** Without NUL and halves of surrogate pairs, which rows must not hold. */
  private static String storable(String text) {
    var clean = new StringBuilder();
    text.codePoints()
        .filter(c -> c != 0 && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static String quoted(String cell) {
    return '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** Quoted only when it has to be. */
  private static String plain(String cell) {
    return cell.matches("(?s).*[\",\r\n].*") ? quoted(cell) : cell;
  }

  /** What we unpack, the JDK unpacks in the same way. */
  @FuzzTest
  void gzip_ofAnyBytes_agreesWithTheJdk(byte[] packed) {
    var ours = new ByteArrayOutputStream();
    try (var gunzip =
        new Gunzip(100, 1 << 20, b -> ours.write(b.array(), b.arrayOffset(), b.remaining()))) {
      for (var from = 0; from < packed.length; from += 5) {
        gunzip.feed(ByteBuffer.wrap(packed, from, Math.min(5, packed.length - from)));
      }
      gunzip.finish();
    } catch (Refusal refusal) {
      assertThat(refusal.problem().status()).isIn(400, 413);
      return;
    }
    try (var theirs = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      assertThat(ours.toByteArray()).isEqualTo(theirs.readAllBytes());
    } catch (IOException e) {
      // A check sum of the header is the one thing that we do not look at.
      assertThat(packed[3] & 2).as("%s", e).isNotZero();
    }
  }
}
