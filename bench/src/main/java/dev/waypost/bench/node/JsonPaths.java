package dev.waypost.bench.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * An answer of the API to look up single values in: {@code recipients.delivered}. Members of lists
 * have their number: {@code links.0.url}.
 */
public final class JsonPaths {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, String> values;

  private JsonPaths(Map<String, String> values) {
    this.values = values;
  }

  static JsonPaths of(byte[] json) throws IOException {
    var values = new HashMap<String, String>();
    try (var parser = FACTORY.createParser(json)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isScalarValue()) {
          values.put(path(parser), parser.getText());
        }
      }
    }
    return new JsonPaths(values);
  }

  private static String path(JsonParser parser) {
    return parser.getParsingContext().pathAsPointer().toString().substring(1).replace('/', '.');
  }

  /** Empty when there is none. */
  public String text(String path) {
    return values.getOrDefault(path, "");
  }

  /** 0 when there is none. */
  public long number(String path) {
    var text = text(path);
    return text.isEmpty() ? 0 : Math.round(Double.parseDouble(text));
  }
}
