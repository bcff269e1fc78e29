package dev.waypost.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.engine.roster.RowFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads rows of NDJSON, one at a time. Keeps a buffer: one instance per stream, one thread. */
public final class RowReader {
  /** Names that a later version may give a meaning. */
  private static final Set<String> RESERVED =
      Set.of("headers", "attachments", "utm", "locale", "sendAt", "tracking");

  private static final int SCALE_MAX = 400;

  /** Names of fields that can be said in a fault. */
  private static final Pattern SAYABLE = Pattern.compile("[\\p{L}\\p{N}_.$-]{1,64}");

  /** Stands for a null until its object is complete: absent, but its name is taken. */
  private static final Object NULL = new UUID(0, 0);

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private CharBuffer chars = CharBuffer.allocate(1024);

  /**
   * The row of one line, or what is wrong with it.
   *
   * @param text without the line end
   */
  public IntakeLine read(int line, ByteBuffer text) {
    var draft = new RowDraft(line, text.remaining());
    if (!decode(text)) {
      return bad(line, "not UTF-8");
    }
    try (var parser = Json.ROWS.createParser(chars.array(), 0, chars.limit())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return bad(line, "a row is one JSON object");
      }
      var seen = new HashSet<String>();
      for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        if (!seen.add(name)) {
          return bad(line, repeated(name));
        }
        field(parser, name, draft);
      }
      if (parser.nextToken() != null) {
        return bad(line, "a row is one JSON object, and nothing follows it");
      }
      return draft.finish();
    } catch (StreamConstraintsException e) {
      return bad(line, "nested too deep, or a number or name too long");
    } catch (JsonProcessingException e) {
      return bad(line, "no valid JSON at column " + e.getLocation().getColumnNr());
    } catch (IOException e) {
      throw new IllegalStateException("a buffer that cannot be read", e);
    }
  }

  private static String repeated(String name) {
    return SAYABLE.matcher(name).matches()
        ? "the field " + name + " is repeated"
        : "a field is repeated";
  }

  private static IntakeLine bad(int line, String detail) {
    return new IntakeLine.Bad(new RowFault(line, "json", Optional.empty(), detail));
  }

  private boolean decode(ByteBuffer text) {
    if (chars.capacity() < text.remaining()) {
      chars = CharBuffer.allocate(text.remaining());
    }
    chars.clear();
    decoder.reset();
    var isFine = !decoder.decode(text, chars, true).isError() && !decoder.flush(chars).isError();
    chars.flip();
    return isFine;
  }

  private static void field(JsonParser parser, String name, RowDraft draft) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL && !RESERVED.contains(name)) {
      switch (name) {
        case "id", "email", "name", "data", "metadata" -> {}
        default -> unknown(name, draft);
      }
      return;
    }
    switch (name) {
      case "id" -> text(parser, "id", "id", draft).ifPresent(draft::id);
      case "email" -> text(parser, "email", "address", draft).ifPresent(draft::email);
      case "name" -> text(parser, "name", "name", draft).ifPresent(draft::name);
      case "data" -> data(parser, draft);
      case "metadata" -> metadata(parser, draft);
      default -> {
        unknown(name, draft);
        parser.skipChildren();
      }
    }
  }

  private static void unknown(String name, RowDraft draft) {
    if (RESERVED.contains(name)) {
      draft.fieldFault(name, "reserved", "reserved for a later version");
    } else {
      var what = "unknown field; a row has id, email, name, data and metadata, nothing else";
      if (SAYABLE.matcher(name).matches()) {
        draft.fieldFault(name, "field", what);
      } else {
        draft.fault("field", what);
      }
    }
  }

  private static Optional<String> text(JsonParser parser, String name, String code, RowDraft draft)
      throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(parser.getText());
    }
    draft.fieldFault(name, code, "must be a text");
    parser.skipChildren();
    return Optional.empty();
  }

  private static void data(JsonParser parser, RowDraft draft) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      draft.fieldFault("data", "data", "must be an object");
      parser.skipChildren();
      return;
    }
    object(parser, draft).forEach(draft::data);
  }

  private static void metadata(JsonParser parser, RowDraft draft) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      draft.fieldFault("metadata", "metadata", "must be an object");
      parser.skipChildren();
      return;
    }
    object(parser, draft)
        .forEach(
            (key, value) -> {
              if (value instanceof String text) {
                draft.metadata(key, text);
              } else {
                draft.fieldFault("metadata", "metadata", "values must be texts");
              }
            });
  }

  private static Map<String, Object> object(JsonParser parser, RowDraft draft) throws IOException {
    var map = new LinkedHashMap<String, Object>();
    for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (map.put(name, value(parser, draft)) != null) {
        draft.fault("json", repeated(name));
      }
      if (!Texts.isStorable(name)) {
        draft.fieldFault("data", "data", "holds NUL or half of a surrogate pair");
      }
    }
    map.values().removeIf(NULL::equals);
    return map;
  }

  private static List<Object> list(JsonParser parser, RowDraft draft) throws IOException {
    var list = new ArrayList<Object>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      var value = value(parser, draft);
      if (value.equals(NULL)) {
        draft.fieldFault("data", "data", "a list must not hold null");
      }
      list.add(value);
    }
    return list;
  }

  private static Object value(JsonParser parser, RowDraft draft) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, draft);
      case START_ARRAY -> list(parser, draft);
      case VALUE_STRING -> storable(parser.getText(), draft);
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> fraction(parser, draft);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value: " + parser.currentToken());
    };
  }

  private static String storable(String text, RowDraft draft) {
    if (!Texts.isStorable(text)) {
      draft.fieldFault("data", "data", "holds NUL or half of a surrogate pair");
    }
    return text;
  }

  private static Number whole(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> parser.getBigIntegerValue();
    };
  }

  private static Number fraction(JsonParser parser, RowDraft draft) throws IOException {
    var value = parser.getDecimalValue();
    if (!(Math.abs(value.scale()) <= SCALE_MAX)) {
      draft.fieldFault("data", "data", "a number with too large an exponent");
    }
    return value;
  }
}
