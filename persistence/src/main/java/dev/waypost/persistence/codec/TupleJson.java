package dev.waypost.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.List;

/**
 * Lists of values as JSON text: one parameter of a statement that asks for many things at once, for
 * {@code json_each}.
 */
public final class TupleJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TupleJson() {}

  /** The tuples, of strings, numbers and booleans, in their order. */
  public static String write(Collection<? extends List<?>> tuples) {
    try {
      return MAPPER.writeValueAsString(tuples);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("tuples hold strings, numbers and booleans", e);
    }
  }
}
