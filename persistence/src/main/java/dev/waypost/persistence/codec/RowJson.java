package dev.waypost.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Optional;

/**
 * What a sender wrote about a row, as JSON text: strings, numbers, booleans, nulls, lists and maps.
 * Numbers keep their digits. Nothing is written of an empty map.
 */
public final class RowJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> WORDS = new TypeReference<>() {};

  private RowJson() {}

  /** The text; empty for an empty map. */
  public static Optional<String> write(Map<String, ?> values) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.writeValueAsString(values));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a row holds something that JSON has not", e);
    }
  }

  public static Map<String, Object> values(Optional<String> text) {
    return read(text, VALUES);
  }

  public static Map<String, String> words(Optional<String> text) {
    return read(text, WORDS);
  }

  private static <T> Map<String, T> read(
      Optional<String> text, TypeReference<Map<String, T>> type) {
    if (text.isEmpty()) {
      return Map.of();
    }
    try {
      return MAPPER.readValue(text.get(), type);
    } catch (JsonProcessingException e) {
      e.clearLocation(); // it would quote the row
      throw new IllegalStateException("a stored row holds text that is no JSON object");
    }
  }
}
