package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the API says of itself: that it is OpenAPI, complete, and meant for people. */
final class ApiDocumentTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final List<String> METHODS = List.of("get", "put", "post", "delete");

  private static ApiFixture api;
  private static JsonNode document;

  @BeforeAll
  static void read() throws IOException {
    api = new ApiFixture();
    document = MAPPER.readTree(api.get(ApiDocument.PATH).body());
  }

  @AfterAll
  static void end() {
    api.close();
  }

  @Test
  void document_withoutAKey_isServedAndMayBeCached() {
    var first = api.send(HttpRequest.newBuilder(api.uri(ApiDocument.PATH)).build());
    var tag = first.headers().firstValue("ETag").orElseThrow();
    var again = conditional(tag);
    var weak = conditional("\"other\", W/" + tag);
    var other = conditional("\"other\"");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(first.headers().allValues("Cache-Control")).containsExactly("public, max-age=300");
    assertThat(List.of(again.statusCode(), weak.statusCode(), other.statusCode()))
        .containsExactly(304, 304, 200);
    assertThat(again.headers().firstValue("ETag")).contains(tag);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void document_askedForWronglyOrChanged_isRefused() {
    var posted =
        api.send(
            HttpRequest.newBuilder(api.uri(ApiDocument.PATH))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());

    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(api.get(ApiDocument.PATH + "?v=2").statusCode()).isEqualTo(422);
    assertThat(conditional("v1").statusCode()).isEqualTo(400);
  }

  @Test
  void document_againstTheSchemaOfOpenApi_hasNoFault() throws IOException {
    try (var in =
        Optional.ofNullable(getClass().getResourceAsStream("/oas-3.1/schema-2022-10-07.json"))
            .orElseThrow()) {
      var schema = SCHEMAS.getSchema(in);

      assertThat(schema.validate(document)).isEmpty();
      ObjectNode broken = document.deepCopy();
      broken.withObject("/info").put("x", 1);
      assertThat(schema.validate(broken)).as("a broken document").hasSize(1);
    }
  }

  @Test
  void document_readByAParser_hasNoMessages() {
    var options = new ParseOptions();
    options.setResolve(true);

    var parsed = new OpenAPIV3Parser().readContents(document.toString(), List.of(), options);

    assertThat(parsed.getMessages()).isEmpty();
    assertThat(parsed.getOpenAPI().getPaths()).hasSize(document.get("paths").size());
  }

  @Test
  void schemas_eachByItself_areJsonSchema() {
    var meta = SCHEMAS.getSchema(SchemaLocation.of(SchemaId.V202012));
    var seen = new ArrayList<String>();

    walk(
        document,
        "",
        (pointer, node) -> {
          if (pointer.endsWith("/schema") || pointer.matches("/components/schemas/[^/]+")) {
            assertThat(meta.validate(node)).as(pointer).isEmpty();
            seen.add(pointer);
          }
        });

    assertThat(seen).hasSizeGreaterThan(50);
  }

  @Test
  void references_leadSomewhereAndEverythingIsReferredTo() {
    var targets = new TreeSet<String>();
    walk(
        document,
        "",
        (pointer, node) -> {
          if (node.path("$ref").isTextual()) {
            var target = node.get("$ref").asText().substring(1);
            assertThat(document.at(target).isMissingNode()).as(target).isFalse();
            targets.add(target);
          }
        });

    for (var kind : List.of("parameters", "headers", "requestBodies", "responses", "schemas")) {
      for (var name : names(document.at("/components/" + kind))) {
        assertThat(targets).contains("/components/" + kind + "/" + name);
      }
    }
  }

  @Test
  void examples_againstTheirSchemas_haveNoFault() {
    var seen = new ArrayList<String>();
    walk(
        document,
        "",
        (pointer, node) -> {
          if (node.has("schema") && node.has("examples")) {
            node.get("examples")
                .forEach(
                    example -> {
                      seen.add(pointer);
                      var value = example.get("value");
                      if (pointer.endsWith("x-ndjson")) {
                        value.asText().lines().forEach(l -> assertFits(pointer, node, tree(l)));
                      } else {
                        assertFits(pointer, node, value);
                      }
                    });
          } else if (node.has("schema") && node.has("example")) {
            seen.add(pointer);
            assertFits(pointer, node, node.get("example"));
          }
        });

    assertThat(seen).hasSizeGreaterThan(10);
  }

  @Test
  void everything_thatPeopleRead_saysWhatItIs() {
    var mute = new TreeSet<String>();
    walk(
        document,
        "",
        (pointer, node) -> {
          if (METHODS.contains(last(pointer)) && pointer.startsWith("/paths/")) {
            for (var field : List.of("summary", "description", "operationId", "tags")) {
              if (!node.has(field)) {
                mute.add(pointer + "/" + field);
              }
            }
          } else if (pointer.endsWith("/properties")) {
            for (var field : node.properties()) {
              if (!isSaid(field.getValue())) {
                mute.add(pointer + "/" + field.getKey());
              }
            }
          } else if (node.has("in") && node.has("name") && !node.has("description")) {
            mute.add(pointer);
          }
        });

    assertThat(mute).as("without a word of what it is").isEmpty();
  }

  /** Here, or where it refers to. */
  private static boolean isSaid(JsonNode field) {
    return field.has("description")
        || field.has("const")
        || field.has("enum")
        || field.has("$ref")
        || field.path("items").has("$ref")
        || field.path("oneOf").path(0).has("$ref");
  }

  @Test
  void routes_andTheDocument_nameTheSame() {
    var offered = new TreeSet<>(Set.of("get " + ApiDocument.PATH));
    for (var route : api.server.routes().all()) {
      for (var method : route.resource().actions().keySet()) {
        offered.add(method.name().toLowerCase(Locale.ROOT) + " " + route.template());
      }
    }

    assertThat(described("/v1/")).isEqualTo(offered);
  }

  @Test
  void operations_inTheDocument_areOffered() {
    for (var path : List.of("/health/live", "/health/ready", "/metrics")) {
      assertThat(described(path)).containsExactly("get " + path);
      assertThat(api.get(path).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void methods_ofEveryPath_areThoseOfAllow() {
    for (var path : names(document.get("paths"))) {
      if (!path.startsWith("/v1/")) {
        continue;
      }
      var filled = path.replaceAll("\\{[^}]+}", "x");
      var answer =
          api.send(
              api.request(filled)
                  .method("PATCH", HttpRequest.BodyPublishers.ofString("{}"))
                  .build());
      var methods = new TreeSet<>(names(document.at("/paths/" + path.replace("/", "~1"))));
      methods.retainAll(METHODS);
      if (methods.contains("get")) {
        methods.add("head");
      }

      assertThat(answer.statusCode()).as(path).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow").orElseThrow().split(", "))
          .as(path)
          .containsExactlyInAnyOrder(
              methods.stream().map(m -> m.toUpperCase(Locale.ROOT)).toArray(String[]::new));
    }
  }

  private static java.net.http.HttpResponse<String> conditional(String tag) {
    return api.send(
        HttpRequest.newBuilder(api.uri(ApiDocument.PATH)).header("If-None-Match", tag).build());
  }

  private static Set<String> described(String prefix) {
    var described = new TreeSet<String>();
    for (var path : names(document.get("paths"))) {
      if (path.startsWith(prefix)) {
        var methods = names(document.get("paths").get(path));
        methods.retainAll(METHODS);
        methods.forEach(method -> described.add(method + " " + path));
      }
    }
    return described;
  }

  private static void assertFits(String pointer, JsonNode node, JsonNode value) {
    ObjectNode schema = node.get("schema").deepCopy();
    schema.set("components", document.get("components"));
    assertThat(SCHEMAS.getSchema(schema).validate(value)).as(pointer).isEmpty();
  }

  private static void walk(JsonNode node, String pointer, BiConsumer<String, JsonNode> visitor) {
    if (node.isObject() && !last(pointer).equals("value")) {
      visitor.accept(pointer, node);
      node.properties()
          .forEach(p -> walk(p.getValue(), pointer + "/" + p.getKey().replace("/", "~1"), visitor));
    } else if (node.isArray()) {
      for (var i = 0; i < node.size(); i++) {
        walk(node.get(i), pointer + "/" + i, visitor);
      }
    }
  }

  private static String last(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  private static TreeSet<String> names(JsonNode object) {
    var names = new TreeSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
