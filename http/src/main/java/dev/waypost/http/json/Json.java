package dev.waypost.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** How we read and write JSON: strict, bounded, absent as null. */
final class Json {
  /** Objects and lists within one another. */
  static final int DEPTH_MAX = 32;

  /** Characters of a number. */
  static final int NUMBER_LENGTH_MAX = 100;

  /**
   * Names, values, and beginnings and ends of objects and lists of a body that becomes a tree: a
   * hundred thousand nodes are a few MiB. No campaign comes near, and a row of 64 KiB has fewer
   * whatever is in it.
   */
  static final int TOKENS_MAX = 100_000;

  private static final int NAME_LENGTH_MAX = 1_000;
  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH_MAX)
          .maxNumberLength(NUMBER_LENGTH_MAX)
          .maxNameLength(NAME_LENGTH_MAX)
          .build();

  /** For rows: names come from callers, so none is kept. */
  static final JsonFactory ROWS =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(BOUNDS)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .streamReadConstraints(BOUNDS.rebuild().maxTokenCount(TOKENS_MAX).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** How the parser says it; of names only those that can be shown. */
  private static final Pattern REPEATED =
      Pattern.compile("Duplicate field '([\\p{L}\\p{N}_.$-]{1,64})'.*", Pattern.DOTALL);

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

  /** The one object that a body consists of; 413 when it has more than {@link #TOKENS_MAX}. */
  static ObjectNode parse(byte[] body) {
    var text = text(body);
    try (var parser = MAPPER.getFactory().createParser(text.array(), 0, text.limit())) {
      return parse(parser);
    } catch (IOException e) {
      throw new IllegalStateException("a buffer that cannot be read", e);
    }
  }

  private static ObjectNode parse(JsonParser parser) throws IOException {
    try {
      if (MAPPER.readTree(parser) instanceof ObjectNode object) {
        if (parser.nextToken() != null) {
          throw new JsonParseException(parser, "something follows");
        }
        return object;
      }
      throw noObject();
    } catch (JsonProcessingException e) {
      throw parser.currentTokenCount() > TOKENS_MAX
          ? new Refusal(
              Problem.tooLarge(
                  "the body has more than "
                      + TOKENS_MAX
                      + " names, values and brackets: nothing that is wanted here has so many"))
          : invalid(e);
    }
  }

  /** A body as characters, in the array of the buffer from its beginning. */
  static CharBuffer text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException e) {
      throw new Refusal(Problem.unreadable("the body is not UTF-8"));
    }
  }

  static Refusal noObject() {
    return new Refusal(Problem.unreadable("the body is no JSON object: send {...}"));
  }

  static Refusal invalid(JsonProcessingException e) {
    var repeated = REPEATED.matcher(String.valueOf(e.getOriginalMessage()));
    return new Refusal(
        Problem.unreadable(
            repeated.matches()
                ? "the body repeats the field " + repeated.group(1) + position(e)
                : "the body is no valid JSON" + position(e)));
  }

  /** Where a parser gave up, without the text that it stands in. */
  private static String position(JsonProcessingException e) {
    var at = e.getLocation();
    return at == null ? "" : " at row " + at.getLineNr() + ", column " + at.getColumnNr();
  }
}
