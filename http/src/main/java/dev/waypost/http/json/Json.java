package dev.waypost.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** How we read and write JSON: strict, bounded, absent as null. */
final class Json {
  /** Objects and lists within one another. */
  static final int DEPTH_MAX = 32;

  /** Characters of a number. */
  static final int NUMBER_LENGTH_MAX = 100;

  private static final int NAME_LENGTH_MAX = 1_000;
  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH_MAX)
          .maxNumberLength(NUMBER_LENGTH_MAX)
          .maxNameLength(NAME_LENGTH_MAX)
          .build();

  /** For rows: names come from callers, so none is interned. */
  static final JsonFactory ROWS =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(BOUNDS)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(BOUNDS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The value as JSON: for what the engine hands out untyped. */
  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  static void put(ObjectNode to, String name, Optional<String> value) {
    to.put(name, value.orElse(null));
  }

  static void putTime(ObjectNode to, String name, Optional<Instant> time) {
    put(to, name, time.map(Times::print));
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written", e);
    }
  }

  /** One line of NDJSON. */
  static byte[] line(JsonNode node) {
    return (node + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The one object that a body consists of. */
  static ObjectNode parse(byte[] body) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw new Refusal(Problem.unreadable("the body is no JSON object: send {...}"));
    } catch (CharacterCodingException e) {
      throw new Refusal(Problem.unreadable("the body is not UTF-8"));
    } catch (JsonProcessingException e) {
      throw new Refusal(
          Problem.unreadable("the body is no valid JSON" + position(e) + ", or repeats a field"));
    }
  }

  /** Where a parser gave up, without the text that it stands in. */
  static String position(JsonProcessingException e) {
    var at = e.getLocation();
    return at == null ? "" : " at row " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
