package dev.waypost.http.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.problem.Refusal;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFeedTest {
  private static final int ROW_BYTES_MAX = 200;

  private static RowFeed feed(RowFormat format) {
    return new RowFeed(format, new ContentDigest("test"), ROW_BYTES_MAX, 1_000);
  }

  private static List<String> read(RowFormat format, String text) {
    return read(format, text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, new Random(0));
  }

  /** The lines in short, with the text cut into pieces of random length. */
  private static List<String> read(RowFormat format, byte[] text, int pieceMax, Random random) {
    var feed = feed(format);
    var lines = new ArrayList<IntakeLine>();
    for (var from = 0; from < text.length; ) {
      var length = Math.min(text.length - from, 1 + random.nextInt(pieceMax));
      lines.addAll(feed.feed(ByteBuffer.wrap(text, from, length)));
      from += length;
    }
    lines.addAll(feed.finish());
    return lines.stream().map(RowFeedTest::shortly).toList();
  }

  private static String shortly(IntakeLine line) {
    return switch (line) {
      case IntakeLine.Good(var row) ->
          row.line()
              + " "
              + row.id().orElse("-")
              + " "
              + row.email()
              + " "
              + row.name().orElse("-")
              + " "
              + row.data();
      case IntakeLine.Bad(var fault) ->
          fault.line() + " " + fault.code() + fault.id().map(id -> " " + id).orElse("");
    };
  }

  @Test
  void csv_columns_becomeIdNameAndData() {
    assertThat(
            read(
                RowFormat.CSV,
                """
                \uFEFFid,email,_name,city
                c-1,Ann@Example.com,Ann,Pécs
                ,bob@example.com,,"a, ""b""\nc"
                """))
        .containsExactly(
            "2 c-1 Ann@example.com Ann {city=Pécs}", "3 - bob@example.com - {city=a, \"b\"\nc}");
  }

  @Test
  void csv_badRows_doNotStopGoodOnes() {
    assertThat(
            read(
                RowFormat.CSV,
                "id,email\n"
                    + "1,a@b.example,too many\n"
                    + "2\n"
                    + "3,nobody\r\n"
                    + "\n"
                    + "4,\"a@b.example\"x\n"
                    + "5,a\"@b.example\n"
                    + "6,"
                    + "x".repeat(300)
                    + "\n"
                    + "7,last@b.example"))
        .containsExactly(
            "2 csv",
            "3 csv",
            "4 address 3",
            "6 csv",
            "7 csv",
            "8 tooLarge",
            "9 7 last@b.example - {}");
  }

  @Test
  void csv_quoteThatIsNeverClosed_costsItsLineOnly() {
    var rows = new StringBuilder("email\n\"a@b.example\n");
    for (var i = 0; i < 50; i++) {
      rows.append(i).append("@b.example\n");
    }

    var lines = read(RowFormat.CSV, rows.toString());

    assertThat(lines).hasSize(51).startsWith("2 csv", "3 - 0@b.example - {}");
    assertThat(lines.getLast()).isEqualTo("52 - 49@b.example - {}");
  }

  @Test
  void csv_badUtf8_isFaultOfItsRow() {
    var text = "email,x\na@b.example,\u00e9\nb@b.example,y\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(read(RowFormat.CSV, text, 5, new Random(1)))
        .containsExactly("2 csv", "3 - b@b.example - {x=y}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id,name\n1,x\n",
        "email,email\na@b.example,x\n",
        "email,\na@b.example,x\n",
        "email,_colour\na@b.example,x\n",
        "email,waypost\na@b.example,x\n",
        "email;id\na@b.example;x\n",
        "\"email\na@b.example\n",
        "ema\"il\na@b.example\n",
        "email\n",
        "email",
        "\n\n",
      })
  void csv_badHeaderOrNoRows_refusesWhole(String text) {
    assertThatThrownBy(() -> read(RowFormat.CSV, text))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.problem().status()).isEqualTo(422));
  }

  @Test
  void csv_writtenByAnotherLibrary_isReadAsItWas() {
    var random = new Random(11);
    var out = new StringWriter();
    var expected = new ArrayList<String>();
    try (var csv = CsvWriter.builder().build(out)) {
      csv.writeRecord("email", "x", "y");
      for (var i = 0; i < 300; i++) {
        var x = cell(random);
        var y = cell(random);
        csv.writeRecord("a@b.example", x, y);
        expected.add(" - a@b.example - {x=" + x + ", y=" + y + "}");
      }
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }

    var lines =
        read(RowFormat.CSV, out.toString().getBytes(StandardCharsets.UTF_8), 40, random).stream()
            .map(line -> line.substring(line.indexOf(' ')))
            .toList();

    assertThat(lines).isEqualTo(expected);
  }

  private static String cell(Random random) {
    var alphabet = "ab,\"\n\ré€\uD83D\uDE00 ";
    var cell = new StringBuilder();
    for (var i = random.nextInt(8); i > 0; i--) {
      cell.appendCodePoint(alphabet.codePointAt(random.nextInt(9)));
    }
    return cell.toString();
  }

  @Test
  void ndjson_blankLines_areSkippedAndCounted() {
    assertThat(
            read(
                RowFormat.NDJSON,
                "\uFEFF{\"email\":\"a@b.example\"}\r\n\n\r\n{\"email\":\"c@b.example\"}"))
        .containsExactly("1 - a@b.example - {}", "4 - c@b.example - {}");
  }

  @Test
  void ndjson_tooLongLine_isSkipped() {
    assertThat(
            read(
                RowFormat.NDJSON,
                "{\"email\":\"" + "x".repeat(300) + "\"}\n{\"email\":\"c@b.example\"}\n"))
        .containsExactly("1 tooLarge", "2 - c@b.example - {}");
  }

  @Test
  void rows_upToTheLimit_fit() {
    var row = "{\"email\":\"a@b.example\",\"data\":{\"x\":\"\"}}";
    var filled = row.replace("\"\"", "\"" + "y".repeat(ROW_BYTES_MAX - row.length()) + "\"");

    assertThat(read(RowFormat.NDJSON, filled + "\r\n" + filled.replace("yy", "yyy") + "\n"))
        .hasSize(2)
        .last()
        .isEqualTo("2 tooLarge");
  }

  @Test
  void rows_moreThanAllowed_areRefused() {
    var feed = feed(RowFormat.NDJSON);
    var text = ByteBuffer.wrap("x\n".repeat(1_001).getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> feed.feed(text))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.problem().status()).isEqualTo(413));
  }

  @Test
  void text_cutAnywhere_givesTheSame() {
    for (var seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var format = random.nextBoolean() ? RowFormat.CSV : RowFormat.NDJSON;
      var text = text(format, random);

      var whole = read(format, text, Integer.MAX_VALUE, random);
      var pieces = read(format, text, 1 + random.nextInt(20), random);

      assertThat(pieces).as("seed %s", seed).isEqualTo(whole);
    }
  }

  private static byte[] text(RowFormat format, Random random) {
    var text = new StringBuilder(format == RowFormat.CSV ? "email,x\n" : "");
    for (var i = 0; i < 30; i++) {
      text.append(
          switch (random.nextInt(8)) {
            case 0 -> "{\"email\":\"é@b.example\",\"data\":{\"a\":\"€\"}}\n";
            case 1 -> "a@b.example,\"x\ny\"\r\n";
            case 2 -> "a@b.example,\"x\n";
            case 3 -> "\n";
            case 4 -> "z".repeat(random.nextInt(260)) + "\n";
            case 5 -> "a\",\"\n";
            case 6 -> "a@b.example,\uD83D\uDE00\n";
            default -> cell(random);
          });
    }
    return text.append("a@b.example,y\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void csv_madeToBeReadAgainAndAgain_endsSoon() {
    var feed = new RowFeed(RowFormat.CSV, new ContentDigest("test"), 64 << 10, 5_000_000);
    var hostile = ("email\n" + "a\",\"\n".repeat(200_000)).getBytes(StandardCharsets.UTF_8);

    feed.feed(ByteBuffer.wrap(hostile));

    assertThat(feed.finish()).isNotNull();
  }
}
