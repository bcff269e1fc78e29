package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestMailTest {
  private static final String PATH = "/v1/campaigns/spring/test";
  private static final String NDJSON = "application/x-ndjson";
  private static final String ROW = "{\"id\": \"%s\", \"email\": \"%s@b.example\"}\n";
  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void freshEngine() {
    api.engine = new FakeEngine();
    api.createCampaign();
  }

  private static HttpResponse<String> post(String type, String body, String... headers) {
    var request =
        api.request(PATH)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return api.send(request.build());
  }

  private static String rows(int count) {
    var rows = new StringBuilder();
    for (var i = 0; i < count; i++) {
      rows.append(ROW.formatted(i, "p" + i));
    }
    return rows.toString();
  }

  private static FakeEngine.FakeIntake intake() {
    return api.engine.intakes.getLast();
  }

  private static void assertProblem(HttpResponse<String> response, int status, String type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains("\"type\":\"/problems/" + type + "\"");
    assertThat(api.engine.intakes).isEmpty();
  }

  @Test
  void test_rows_answersLikeASubmission() {
    var response = post(NDJSON, rows(2) + "{\"email\": \"nobody\"}\n");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(response.body())
        .contains("\"batch\":\"test--0000000001\"", "\"state\":\"stored\"", "\"test\":true")
        .contains("\"accepted\":2", "\"rejected\":1", "\"line\":3", "\"code\":\"address\"");
  }

  @Test
  void test_oneJsonRow_isRead() {
    var response =
        post(
            "application/json",
            "{\n"
                + " \"email\": \"ann@b.example\",\n"
                + " \"data\": {\"n\": 1.10, \"big\": 12345678901234567890}}");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(intake().rows.getFirst().data()).containsEntry("n", new BigDecimal("1.10"));
  }

  @Test
  void test_jsonList_isReadRowByRow() {
    var response =
        post(
            "application/json",
            """
            {"recipients": [{"id": "é", "email": "a@b.example", "data": {"x": [1, {"y": "}"}]}},
              7, {"email": "b@b.example", "colour": "red"}, {"id": "d", "email": "d@b.example"}]}
            """);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(intake().rows).extracting(row -> row.effectiveId()).containsExactly("é", "d");
    assertThat(response.body())
        .contains("\"line\":2,\"code\":\"json\"", "\"line\":3,\"code\":\"field\"");
  }

  @Test
  void test_tenRows_areTaken() {
    assertThat(post(NDJSON, rows(10)).statusCode()).isEqualTo(202);
  }

  @Test
  void test_elevenRows_areTooMany() {
    assertProblem(post(NDJSON, rows(11)), 413, "too-large");
    assertThat(post(NDJSON, rows(11)).body()).contains("at most 10 rows at a time");
    var list = "{\"recipients\": [" + rows(11).strip().replace("\n", ",") + "]}";
    assertProblem(post("application/json", list), 413, "too-large");
  }

  @Test
  void test_ofManyThousandBadRows_isTooManyAndNotBad() {
    assertProblem(post(NDJSON, "x\n".repeat(50_000)), 413, "too-large");
    assertProblem(post("text/csv", "email\n" + "x\n".repeat(50_000)), 413, "too-large");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|{\"recipients\": []}|422|invalid",
        "application/json|{\"recipients\": {}}|422|invalid",
        "application/json|{\"recipients\": [], \"at\": 1}|422|invalid",
        "application/json|[]|400|invalid",
        "application/json|{|400|invalid",
        "application/x-ndjson|''|422|invalid",
        "text/csv|'id,email,_colour'|422|invalid",
        "text/plain|hello|415|unsupported-media",
      })
  void test_bodyThatIsNone_isRefused(String type, String body, int status, String problem) {
    assertProblem(post(type, body), status, problem);
  }

  @Test
  void test_bodyTooLong_is413() {
    assertProblem(post(NDJSON, "x".repeat(5 << 20)), 413, "too-large");
    assertProblem(post("application/json", " ".repeat(5 << 20)), 413, "too-large");
  }

  @Test
  void test_rowTooLong_isAFaultOfThatRow() {
    var response = post("application/json", ROW.formatted("x".repeat(70_000), "a"));

    assertThat(response.body()).contains("\"code\":\"tooLarge\"", "\"rejected\":1");
  }

  @Test
  void test_withoutAKey_is401() {
    var request = java.net.http.HttpRequest.newBuilder(api.uri(PATH)).POST(BodyPublishers.noBody());

    assertProblem(api.send(request.build()), 401, "unauthorized");
  }

  @Test
  void test_parameter_isRefused() {
    assertProblem(api.json("POST", PATH + "?at=1", ROW.formatted("a", "a")), 422, "invalid");
  }

  @Test
  void test_otherMethods_are405() {
    var response = api.get(PATH);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void test_unknownCampaign_is404() {
    assertProblem(
        api.json("POST", "/v1/campaigns/autumn/test", ROW.formatted("a", "a")), 404, "not-found");
  }

  @Test
  void test_ofAnArchivedCampaign_is409AndSaysWhen() {
    var id = new CampaignId(SenderId.DEFAULT, "spring");
    api.engine.campaigns.computeIfPresent(
        id,
        (key, was) ->
            FakeEngine.standing(key, was.submission(), was.version(), CampaignPhase.ARCHIVED));

    var response = post(NDJSON, rows(1));

    assertProblem(response, 409, "wrong-state");
    assertThat(response.body()).contains("cancelled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space"})
  void test_keyThatIsNone_is422(String key) {
    assertProblem(post(NDJSON, rows(1), "Idempotency-Key", key), 422, "invalid");
  }

  @Test
  void test_sameKey_replaysTheAnswerOrRefusesOtherContent() {
    var first = post(NDJSON, rows(1), "Idempotency-Key", "k");

    var again = post(NDJSON, rows(1), "Idempotency-Key", "k");
    var other = post(NDJSON, rows(2), "Idempotency-Key", "k");
    var real = api.submit(NDJSON, rows(1).getBytes(StandardCharsets.UTF_8), "Idempotency-Key", "k");

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("/problems/key-reused");
    assertThat(real.statusCode()).as("the key of a test names no submission").isEqualTo(422);
    assertThat(api.engine.intakes).hasSize(1);
  }

  @Test
  void test_engineAway_is503() {
    api.engine.failure = Optional.of(new dev.waypost.engine.Engine.Unavailable("gone"));

    assertProblem(post(NDJSON, rows(1)), 503, "unavailable");
  }
}
