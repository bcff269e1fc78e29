package dev.waypost.http.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows in one JSON body: a row, or {@code {"recipients": [rows]}}. Each is read as it would be from
 * a line of NDJSON; its line is its number, from 1.
 */
public final class RowsReader {
  private static final String LIST = "recipients";

  private RowsReader() {}

  /**
   * The rows and what is wrong with them; a body that cannot have any in it is refused.
   *
   * @param rowsMax one more is read, which tells that there are too many, and no further one
   */
  public static List<IntakeLine> read(byte[] body, int rowBytesMax, int rowsMax) {
    var object = Json.parse(body);
    if (!object.has(LIST)) {
      return List.of(row(1, ByteBuffer.wrap(body), rowBytesMax));
    }
    if (!object.get(LIST).isArray() || object.size() > 1) {
      throw new Refusal(
          Problem.invalid(
              InputFault.at(
                  "/" + LIST, "value", LIST + " is a list of rows, and nothing stands beside it")));
    }
    var lines = new ArrayList<IntakeLine>();
    for (var piece : elements(body, rowsMax + 1)) {
      lines.add(row(lines.size() + 1, piece, rowBytesMax));
    }
    return lines;
  }

  private static IntakeLine row(int line, ByteBuffer text, int bytesMax) {
    return text.remaining() > bytesMax
        ? new IntakeLine.Bad(
            new RowFault(
                line, "tooLarge", Optional.empty(), "a row has at most " + bytesMax + " bytes"))
        : new RowReader().read(line, text);
  }

  /**
   * The bytes of the first elements of the one list in the body, which was found to be well-formed.
   */
  private static List<ByteBuffer> elements(byte[] body, int most) {
    var elements = new ArrayList<ByteBuffer>();
    try (var parser = Json.ROWS.createParser(body)) {
      while (parser.nextToken() != JsonToken.START_ARRAY) {}
      while (elements.size() < most && parser.nextToken() != JsonToken.END_ARRAY) {
        var from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        var to = (int) parser.currentLocation().getByteOffset();
        elements.add(ByteBuffer.wrap(body, from, to - from));
      }
    } catch (IOException e) {
      throw new IllegalStateException("a body that was read before", e);
    }
    return elements;
  }
}
