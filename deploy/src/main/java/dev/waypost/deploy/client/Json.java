package dev.waypost.deploy.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value to look around in. What is not there, or null, is {@link Absent}, so that looking
 * deeper needs no checks.
 */
public sealed interface Json {
  /** Depth is bounded by the parser (1000). */
  JsonFactory FACTORY = new JsonFactory();

  record Absent() implements Json {}

  record Text(String text) implements Json {}

  /** A number as it was written. */
  record Figure(String literal) implements Json {}

  record Truth(boolean value) implements Json {}

  record Items(List<Json> items) implements Json {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Members in their order. */
  record Members(Map<String, Json> members) implements Json {
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /**
   * Reads one value; fails on anything behind it.
   *
   * @throws MalformedJson when it is none
   */
  static Json parse(byte[] utf8) throws MalformedJson {
    try (var parser = FACTORY.createParser(utf8)) {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      if (parser.nextToken() == null) {
        throw new MalformedJson(utf8, 0, "a value, but there is none");
      }
      var value = read(parser);
      if (parser.nextToken() != null) {
        var behind = parser.currentTokenLocation().getByteOffset();
        throw new MalformedJson(utf8, behind, "nothing more behind the end of the value");
      }
      return value;
    } catch (MalformedJson e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw MalformedJson.of(utf8, e);
    } catch (IOException e) {
      throw new MalformedJson(utf8, 0, "UTF-8 text");
    }
  }

  static Members object(Map<String, Json> members) {
    return new Members(members);
  }

  static Json text(String text) {
    return new Text(text);
  }

  static Json number(long number) {
    return new Figure(Long.toString(number));
  }

  /** The member of that name, then its member, and so on. */
  default Json at(String... names) {
    var here = this;
    for (var name : names) {
      here =
          here instanceof Members object
              ? object.members().getOrDefault(name, new Absent())
              : new Absent();
    }
    return here;
  }

  default Optional<String> asText() {
    return this instanceof Text it ? Optional.of(it.text()) : Optional.empty();
  }

  /** 0 if this is no number. */
  default long asLong() {
    return this instanceof Figure it ? Math.round(Double.parseDouble(it.literal())) : 0;
  }

  default List<Json> asList() {
    return this instanceof Items it ? it.items() : List.of();
  }

  /** As JSON text. */
  default String print() {
    var out = new StringWriter();
    try (var generator = FACTORY.createGenerator(out)) {
      write(generator, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static Json read(JsonParser parser) throws IOException {
    var token = parser.currentToken();
    if (token == null) {
      throw new IOException("no JSON value");
    }
    return switch (token) {
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, Json>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          parser.nextToken();
          members.put(name, read(parser));
        }
        yield new Members(members);
      }
      case START_ARRAY -> {
        var items = new ArrayList<Json>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser));
        }
        yield new Items(items);
      }
      case VALUE_STRING -> new Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Figure(parser.getText());
      case VALUE_TRUE -> new Truth(true);
      case VALUE_FALSE -> new Truth(false);
      case VALUE_NULL -> new Absent();
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("no JSON value but " + token);
    };
  }

  private static void write(JsonGenerator generator, Json value) throws IOException {
    switch (value) {
      case Absent absent -> generator.writeNull();
      case Text it -> generator.writeString(it.text());
      case Figure it -> generator.writeNumber(it.literal());
      case Truth it -> generator.writeBoolean(it.value());
      case Items it -> {
        generator.writeStartArray();
        for (var item : it.items()) {
          write(generator, item);
        }
        generator.writeEndArray();
      }
      case Members it -> {
        generator.writeStartObject();
        for (var member : it.members().entrySet()) {
          generator.writeFieldName(member.getKey());
          write(generator, member.getValue());
        }
        generator.writeEndObject();
      }
    }
  }
}
