package dev.waypost.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in one JSON body: a row, or {@code {"recipients": [rows]}}. Each is read as it would be from
 * a line of NDJSON; its line is its number, from 1. The body is gone through without keeping
 * anything of it but where its rows are.
 */
public final class RowsReader {
  private static final String LIST = "recipients";

  private final CharBuffer text;
  private final int elementsMax;
  private final List<CharBuffer> elements = new ArrayList<>();
  private int fields;
  private boolean isThere;
  private boolean isList;

  private RowsReader(CharBuffer text, int elementsMax) {
    this.text = text;
    this.elementsMax = elementsMax;
  }

  /**
   * The rows and what is wrong with them; a body that cannot have any in it is refused.
   *
   * @param rowsMax one more is read, which tells that there are too many, and no further one
   */
  public static List<IntakeLine> read(byte[] body, int rowBytesMax, int rowsMax) {
    var reader = new RowsReader(Json.text(body), rowsMax + 1);
    reader.scan();
    if (!reader.isThere) {
      return List.of(single(body, rowBytesMax));
    }
    if (!(reader.isList && reader.fields == 1)) {
      throw new Refusal(
          Problem.invalid(
              InputFault.at(
                  "/" + LIST, "value", LIST + " is a list of rows, and nothing stands beside it")));
    }
    var lines = new ArrayList<IntakeLine>();
    for (var element : reader.elements) {
      lines.add(row(lines.size() + 1, element, rowBytesMax));
    }
    return lines;
  }

  /** One that is a body by itself is refused as one. */
  private static IntakeLine single(byte[] body, int bytesMax) {
    if (body.length > bytesMax) {
      return new IntakeLine.Bad(RowDraft.tooLarge(1, bytesMax));
    }
    var unused = Json.parse(body);
    return new RowReader().read(1, ByteBuffer.wrap(body));
  }

  private static IntakeLine row(int line, CharBuffer text, int bytesMax) {
    if (text.remaining() > bytesMax) {
      return new IntakeLine.Bad(RowDraft.tooLarge(line, bytesMax));
    }
    var bytes = StandardCharsets.UTF_8.encode(text);
    return bytes.remaining() > bytesMax
        ? new IntakeLine.Bad(RowDraft.tooLarge(line, bytesMax))
        : new RowReader().read(line, bytes);
  }

  private void scan() {
    try (var parser = Json.ROWS.createParser(text.array(), 0, text.limit())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        throw Json.noObject();
      }
      for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        fields++;
        parser.nextToken();
        if (name.equals(LIST)) {
          field(parser);
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        throw new Refusal(Problem.unreadable("the body is one JSON object, and nothing follows"));
      }
    } catch (JsonProcessingException e) {
      throw Json.invalid(e);
    } catch (IOException e) {
      throw new IllegalStateException("a buffer that cannot be read", e);
    }
  }

  private void field(JsonParser parser) throws IOException {
    if (isThere) {
      throw new Refusal(Problem.unreadable("the body repeats the field " + LIST));
    }
    isThere = true;
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      isList = true;
      scanList(parser);
    } else {
      parser.skipChildren();
    }
  }

  private void scanList(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      var from = (int) parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken();
      var to = (int) parser.currentLocation().getCharOffset();
      if (elements.size() < elementsMax) {
        elements.add(text.slice(from, to - from));
      }
    }
  }
}
