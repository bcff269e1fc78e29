package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the check of answers against openapi.json sees what it is there for. */
final class ContractTest {
  private static final String BATCH =
      """
      {"batch": "b", "campaign": "spring", "state": "stored", "idempotencyKey": null, "rows": 3,
       "accepted": 3, "duplicates": 0, "rejected": 0, "createdAt": "2026-11-01T00:00:00.000Z"}\
      """;
  private static final String NOT_FOUND =
      """
      {"type": "/problems/not-found", "title": "Not found", "status": 404, "detail": "no"}\
      """;

  @Test
  void answer_asDescribed_passes() {
    assertThatCode(() -> check("GET", "/v1/batches/b", 200, BATCH)).doesNotThrowAnyException();
    assertThatCode(() -> check("GET", "/v1/batches/b", 404, NOT_FOUND)).doesNotThrowAnyException();
    assertThatCode(() -> check("GET", "/v1/nothing", 404, NOT_FOUND)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"rows\": 3,`, `\"rows\": 3, \"more\": 1,`, more",
        "`\"rows\": 3,`, ``, rows",
        "`\"rows\": 3,`, `\"rows\": \"3\",`, rows",
        "`\"rows\": 3,`, `\"rows\": 3, \"rows\": 3,`, Duplicate",
        "`\"state\": \"stored\"`, `\"state\": \"done\"`, state",
        "`.000Z`, `Z`, createdAt"
      })
  void body_otherThanDescribed_fails(String from, String to, String named) {
    var body = BATCH.replace(from, to);

    assertThatThrownBy(() -> check("GET", "/v1/batches/b", 200, body))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(named);
  }

  @Test
  void status_notDescribed_fails() {
    assertThatThrownBy(() -> check("GET", "/v1/batches/b", 202, BATCH))
        .hasMessageContaining("does not know this status");
    assertThatThrownBy(() -> check("GET", "/v1/nothing", 200, BATCH))
        .hasMessageContaining("no such request");
    assertThatThrownBy(() -> check("PUT", "/v1/batches/b", 200, BATCH))
        .hasMessageContaining("no such request");
  }

  @Test
  void problem_ofAnotherType_fails() {
    var other = NOT_FOUND.replace("not-found", "invalid");

    assertThatThrownBy(() -> check("GET", "/v1/batches/b", 404, other))
        .hasMessageContaining("type");
  }

  @Test
  void header_missingOrNotDescribed_fails() {
    assertThatThrownBy(() -> check("GET", "/v1/batches/b", 200, BATCH, "Content-Type: text/plain"))
        .hasMessageContaining("Request-Id");
    assertThatThrownBy(
            () ->
                check(
                    "GET",
                    "/v1/batches/b",
                    200,
                    BATCH,
                    "Content-Type: application/json",
                    "Request-Id: 0123456789abcdef",
                    "X-Secret: 1"))
        .hasMessageContaining("x-secret");
    assertThatThrownBy(
            () ->
                check(
                    "GET",
                    "/v1/batches/b",
                    200,
                    BATCH,
                    "Content-Type: text/plain",
                    "Request-Id: 0123456789abcdef"))
        .hasMessageContaining("content type");
  }

  @Test
  void lines_ofAnExport_areCheckedOneByOne() {
    var fine = "{\"line\": 1, \"code\": \"json\", \"detail\": \"no\"}\n";
    var end = "{\"type\": \"checkpoint\", \"next\": null}\n";
    var headers = List.of("Content-Type: application/x-ndjson", "Request-Id: 0123456789abcdef");
    var path = "/v1/batches/b/errors";

    assertThatCode(() -> check("GET", path, 200, fine + end, headers.toArray(String[]::new)))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> check("GET", path, 200, fine + "{}\n" + end, headers.toArray(String[]::new)))
        .hasMessageContaining("openapi.json");
  }

  private static void check(String method, String path, int status, String body) {
    var type = status < 400 ? "application/json" : "application/problem+json";
    check(method, path, status, body, "Content-Type: " + type, "Request-Id: 0123456789abcdef");
  }

  private static void check(String method, String path, int status, String body, String... lines) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (var line : lines) {
      var parts = line.split(": ");
      headers.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
    }
    Contract.PUBLISHED.check(
        method,
        path,
        status,
        HttpHeaders.of(headers, (name, value) -> true),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
