package dev.waypost.http.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The cells of one record of RFC 4180. */
final class CsvCells {
  private CsvCells() {}

  /** Why a record has no cells; the message repeats nothing of it. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
      super(what, null, false, false);
    }

    String what() {
      return "" + getMessage();
    }
  }

  static List<String> of(ByteBuffer record) throws Malformed {
    var text = decode(record);
    var cells = new ArrayList<String>();
    var at = 0;
    while (true) {
      at =
          at < text.length() && text.charAt(at) == '"'
              ? quoted(text, at + 1, cells)
              : plain(text, at, cells);
      if (at == text.length()) {
        return cells;
      }
      at++;
    }
  }

  /** Reads to the comma or the end, and gives its place. */
  private static int plain(String text, int from, List<String> cells) throws Malformed {
    var comma = text.indexOf(',', from);
    var end = comma < 0 ? text.length() : comma;
    var cell = text.substring(from, end);
    if (cell.indexOf('"') >= 0) {
      throw new Malformed("cell " + (cells.size() + 1) + ": a quote in a cell without quotes");
    }
    cells.add(cell);
    return end;
  }

  private static int quoted(String text, int from, List<String> cells) throws Malformed {
    var cell = new StringBuilder();
    var at = from;
    while (true) {
      var quote = text.indexOf('"', at);
      if (quote < 0) {
        throw new Malformed("a quote is opened and never closed");
      }
      cell.append(text, at, quote);
      at = quote + 1;
      if (at == text.length() || text.charAt(at) == ',') {
        cells.add(cell.toString());
        return at;
      }
      if (text.charAt(at) != '"') {
        throw new Malformed("cell " + (cells.size() + 1) + ": text behind the closing quote");
      }
      cell.append('"');
      at++;
    }
  }

  private static String decode(ByteBuffer record) throws Malformed {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(record).toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("not UTF-8");
    }
  }
}
