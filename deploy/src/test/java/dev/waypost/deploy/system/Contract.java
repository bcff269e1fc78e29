package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the API says of itself in openapi.json, held against every answer that a scenario gets:
 * status, headers, content type and body must be described there. Stricter than the document, whose
 * readers ignore fields that they do not know: here, a field that is not described is a fault. For
 * many threads; an answer costs well under a millisecond.
 */
final class Contract {
  static final Contract PUBLISHED = new Contract(read());

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What any answer may have. */
  private static final Set<String> USUAL =
      Set.of(
          "cache-control",
          "connection",
          "content-length",
          "content-security-policy",
          "content-type",
          "date",
          "referrer-policy",
          "transfer-encoding",
          "x-content-type-options");

  /** And what those for people may have. */
  private static final Set<String> OF_PAGES = Set.of("content-language", "vary", "x-robots-tag");

  private final JsonNode document;
  private final List<Path> paths;
  private final Map<JsonNode, JsonSchema> schemas = new ConcurrentHashMap<>();
  private final JsonSchemaFactory factory =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private record Path(String template, Pattern pattern, JsonNode item) {
    static Path of(String template, JsonNode item) {
      var pattern =
          Pattern.compile("\\{[^}]+}").splitAsStream(template).map(Pattern::quote).toList();
      var end = template.endsWith("}") ? "[^/]+" : "";
      return new Path(template, Pattern.compile(String.join("[^/]+", pattern) + end), item);
    }

    long places() {
      return template.chars().filter(c -> c == '{').count();
    }

    Set<String> methods() {
      var methods = new TreeSet<String>();
      for (var method : List.of("get", "put", "post", "delete")) {
        if (item.has(method)) {
          methods.add(method.toUpperCase(Locale.ROOT));
        }
      }
      if (item.has("get")) {
        methods.add("HEAD");
      }
      return methods;
    }
  }

  Contract(JsonNode document) {
    this.document = strict(document.deepCopy());
    var all = new ArrayList<Path>();
    this.document
        .get("paths")
        .properties()
        .forEach(path -> all.add(Path.of(path.getKey(), path.getValue())));
    all.sort(Comparator.comparing(Path::places));
    this.paths = List.copyOf(all);
  }

  /**
   * Fails when the document does not describe this answer.
   *
   * @param path without query, as sent
   */
  void check(String method, String path, int status, HttpHeaders headers, byte[] body) {
    var what = method + " " + path + " -> " + status;
    var found = paths.stream().filter(p -> p.pattern().matcher(path).matches()).findFirst();
    if (found.isEmpty()) {
      undescribed(what, status, Set.of(400, 401, 404), headers, body);
      return;
    }
    var operation = found.get().item().get(method.equals("HEAD") ? "get" : lower(method));
    if (operation == null) {
      undescribed(what, status, Set.of(400, 401, 405), headers, body);
      if (status == 405) {
        assertThat(Set.of(headers.firstValue("allow").orElse("").split(", ")))
            .as("%s: Allow", what)
            .isEqualTo(found.get().methods());
      }
      return;
    }
    var response = resolved(operation.path("responses").path("" + status));
    if (response.isMissingNode()) {
      throw fault(what, "openapi.json does not know this status; it came with " + text(body));
    }
    checkHeaders(what, response.path("headers"), headers, path);
    checkBody(what, response.path("content"), headers, method.equals("HEAD") ? new byte[0] : body);
  }

  /** What the document says once for all requests. */
  private void undescribed(
      String what, int status, Set<Integer> allowed, HttpHeaders headers, byte[] body) {
    if (!allowed.contains(status)) {
      throw fault(what, "openapi.json describes no such request; the answer was " + text(body));
    }
    if (body.length > 0) {
      assertThat(type(headers)).as(what).isEqualTo("application/problem+json");
      checkJson(what, problem(), body);
    }
  }

  private void checkHeaders(String what, JsonNode described, HttpHeaders headers, String path) {
    var known = new TreeSet<>(USUAL);
    if (path.matches("/[cou]/.*")) {
      known.addAll(OF_PAGES);
    }
    for (var header : described.properties()) {
      known.add(lower(header.getKey()));
      var description = resolved(header.getValue());
      var value = headers.firstValue(header.getKey());
      if (value.isEmpty() && description.path("required").asBoolean()) {
        throw fault(what, "the header " + header.getKey() + " is missing");
      }
      value.ifPresent(v -> checkHeader(what, header.getKey(), description.get("schema"), v));
    }
    var unknown =
        headers.map().keySet().stream()
            .map(Contract::lower)
            .filter(name -> !known.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unknown).as("%s: headers that openapi.json does not describe", what).isEmpty();
  }

  private void checkHeader(String what, String name, JsonNode schema, String value) {
    var isNumber = schema.path("type").asText().equals("integer") && value.matches("[0-9]{1,9}");
    var json =
        isNumber
            ? MAPPER.getNodeFactory().numberNode(Integer.parseInt(value))
            : MAPPER.getNodeFactory().textNode(value);
    check(what + ": header " + name, schema, json);
  }

  private void checkBody(String what, JsonNode content, HttpHeaders headers, byte[] body) {
    if (content.isMissingNode()) {
      assertThat(text(body)).as("%s: has no body", what).isEmpty();
      return;
    }
    var type = type(headers);
    var media = content.get(type);
    if (media == null) {
      throw fault(what, "openapi.json does not know the content type '" + type + "' here");
    }
    switch (type) {
      case "application/json", "application/problem+json" -> {
        if (body.length > 0) {
          checkJson(what, media.get("schema"), body);
        }
      }
      case "application/x-ndjson" ->
          text(body).lines().forEach(l -> checkJson(what, media.get("schema"), bytes(l)));
      default -> {}
    }
  }

  private void checkJson(String what, JsonNode schema, byte[] json) {
    try {
      check(what, schema, MAPPER.readTree(json));
    } catch (IOException e) {
      throw fault(what, "no JSON (" + e.getMessage() + "): " + text(json));
    }
  }

  private void check(String what, JsonNode schema, JsonNode value) {
    var faults = schemas.computeIfAbsent(schema, this::compiled).validate(value);
    if (!faults.isEmpty()) {
      throw fault(what, "not as openapi.json says: " + faults + "; it was " + value);
    }
  }

  private JsonNode problem() {
    return document.at("/components/schemas/Problem");
  }

  /** The schema together with all that it may refer to. */
  private JsonSchema compiled(JsonNode schema) {
    ObjectNode root = schema.deepCopy();
    root.set("components", document.get("components"));
    return factory.getSchema(root);
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** Closes every described object. */
  private static JsonNode strict(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.has("type")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(Contract::strict);
    return node;
  }

  private static String type(HttpHeaders headers) {
    return lower(headers.firstValue("content-type").orElse("")).split(";")[0].strip();
  }

  private static AssertionError fault(String what, String why) {
    return new AssertionError(what + ": " + why);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode read() {
    var name = "/dev/waypost/http/api/openapi.json";
    try (var in = Optional.ofNullable(Contract.class.getResourceAsStream(name)).orElseThrow()) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
