package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waypost.engine.Engine;
import dev.waypost.http.ops.Operations;
import dev.waypost.http.ops.Readiness;
import dev.waypost.http.server.CannotListen;
import dev.waypost.http.server.Instruments;
import dev.waypost.http.server.PortCounters;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPRING = "/v1/campaigns/spring";
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
    api.readiness = Readiness.OK;
  }

  /** Without a trace that would fill the log of the tests. */
  private static final class Bug extends RuntimeException {
    Bug() {
      super("secret of ours", null, false, false);
    }
  }

  private static JsonNode body(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + response.body(), e);
    }
  }

  private static void assertProblem(HttpResponse<String> response, int status, String type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("Request-Id")).isPresent();
    var problem = body(response);
    assertThat(problem.get("type").asText()).isEqualTo(type);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asText()).isNotBlank();
    assertThat(problem.get("detail").asText()).isNotBlank();
  }

  private static JsonNode error(HttpResponse<String> response) {
    return body(response).get("errors").get(0);
  }

  @Test
  void put_newCampaign_answersWholeObjectWithDefaults() throws IOException {
    var response = api.json("PUT", SPRING, ApiFixture.CAMPAIGN);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(response.headers().firstValue("ETag")).hasValue("\"v1\"");
    assertThat(response.headers().firstValue("Server")).isEmpty();
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(body(response))
        .isEqualTo(
            JSON.readTree(
                """
                {"campaign": "spring", "kind": "broadcast", "topic": "default",
                 "from": {"name": "Acme", "email": "news@acme.example"}, "replyTo": null,
                 "subject": "Hello {{name}}", "tracking": {"clicks": true, "opens": true},
                 "whenInDoubt": "retry", "links": {"expireAt": null, "fallbackUrl": null},
                 "expireMailAt": null, "tags": [], "state": "draft",
                 "createdAt": "2026-11-23T10:00:00.123Z", "scheduledAt": null,
                 "launchedAt": null, "finishedAt": null, "stateReason": null,
                 "linkTable": [
                  {"index": 0, "url": "https://acme.example/a", "part": "html", "name": null},
                  {"index": 1, "url": "https://acme.example/b", "part": "text", "name": "b"}],
                 "recipients": {"accepted": 10, "waiting": 4, "attempting": 1, "deferred": 2,
                  "delivered": 3, "bounced": 0, "expired": 0, "suppressed": 0, "duplicate": 0,
                  "failed": 0, "cancelled": 0, "inDoubt": 0},
                 "engagement": {
                  "opens": {"human": 0, "unknown": 0, "machine": 0, "unique": 0},
                  "clicks": {"human": 4, "unknown": 3, "machine": 2, "unique": 1},
                  "unsubscribed": 5, "complained": 6},
                 "inDoubtTotal": 7, "asOf": "2026-11-23T10:00:00.123Z"}
                """));
  }

  @Test
  void put_allFields_comeBackAndContentApart() {
    var response =
        api.json(
            "PUT",
            SPRING,
            """
            {"kind": "transactional", "topic": "orders",
             "from": {"name": "Acme", "email": "news@ACME.example"},
             "replyTo": {"name": "Help", "email": "help@acme.example"}, "subject": "Hello",
             "html": "<p>Hi</p>", "text": "Hi", "tracking": {"clicks": false},
             "whenInDoubt": "assumeDelivered", "tags": ["a", "b"],
             "links": {"expireAt": "2026-12-31T01:00:00+01:00",
                       "fallbackUrl": "https://acme.example/"},
             "expireMailAt": "2026-12-30T00:00:00.5Z"}
            """);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    var campaign = body(response);
    assertThat(campaign.get("kind").asText()).isEqualTo("transactional");
    assertThat(campaign.get("whenInDoubt").asText()).isEqualTo("assumeDelivered");
    assertThat(campaign.get("links").toString())
        .isEqualTo(
            "{\"expireAt\":\"2026-12-31T00:00:00.000Z\",\"fallbackUrl\":\"https://acme.example/\"}");
    assertThat(campaign.get("expireMailAt").asText()).isEqualTo("2026-12-30T00:00:00.500Z");
    assertThat(campaign.get("tracking").toString()).isEqualTo("{\"clicks\":false,\"opens\":true}");
    assertThat(campaign.has("html")).isFalse();
    assertThat(api.get(SPRING + "/content").body())
        .isEqualTo("{\"html\":\"<p>Hi</p>\",\"text\":\"Hi\"}");
  }

  @Test
  void put_again_isKnownAndKeepsItsVersion() {
    api.createCampaign();

    var again = api.json("PUT", SPRING, ApiFixture.CAMPAIGN);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.headers().firstValue("ETag")).hasValue("\"v1\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"v1\";200",
        "*;200",
        "\"v9\", \"v1\";200",
        "\"v2\";412",
        "W/\"v1\";412",
        "\"x\";412",
        "v1;400"
      })
  void put_withIfMatch_isHonoured(String ifMatch, int status) {
    api.createCampaign();

    var response =
        api.send(
            api.request(SPRING)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .PUT(BodyPublishers.ofString(ApiFixture.CAMPAIGN.replace("Hi", "Ho")))
                .build());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
  }

  @Test
  void put_withIfMatchAndNoCampaign_is412() {
    var response =
        api.send(
            api.request(SPRING)
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .PUT(BodyPublishers.ofString(ApiFixture.CAMPAIGN))
                .build());

    assertProblem(response, 412, "/problems/wrong-state");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"colour\": 1`|/colour|unknown",
        "`\"links\": {\"a/b\": 1}`|/links/a~1b|unknown",
        "`\"kind\": \"newsletter\"`|/kind|value",
        "`\"topic\": 7`|/topic|type",
        "`\"topic\": \"A b\"`|/topic|value",
        "`\"replyTo\": {\"name\": \"x\"}`|/replyTo/email|required",
        "`\"replyTo\": {\"name\": \"a\\nb\", \"email\": \"a@b.example\"}`|/replyTo/name|control",
        "`\"replyTo\": {\"email\": \"nobody\"}`|/replyTo/email|address",
        "`\"tracking\": {\"clicks\": \"yes\"}`|/tracking/clicks|type",
        "`\"tracking\": []`|/tracking|type",
        "`\"whenInDoubt\": \"RETRY\"`|/whenInDoubt|value",
        "`\"links\": {\"expireAt\": \"2026-12-31T00:00:00\"}`|/links/expireAt|time",
        "`\"links\": {\"fallbackUrl\": \"javascript:alert(1)\"}`|/links/fallbackUrl|value",
        "`\"links\": {\"fallbackUrl\": \"https://u:p@x.example/\"}`|/links/fallbackUrl|value",
        "`\"expireMailAt\": \"+999999-01-01T00:00:00Z\"`|/expireMailAt|time",
        "`\"tags\": [\"\"]`|/tags/0|value",
        "`\"tags\": \"x\"`|/tags|type",
        "`\"text\": \"\\ud800\"`|/text|characters",
        "`\"text\": \"\\u0000\"`|/text|characters",
      })
  void put_badField_isRefusedWithPointer(String field, String pointer, String code) {
    var response =
        api.json("PUT", SPRING, ApiFixture.CAMPAIGN.replaceFirst("\\{", "{" + quote(field) + ","));

    assertProblem(response, 422, "/problems/invalid");
    assertThat(error(response).get("pointer").asText()).isEqualTo(pointer);
    assertThat(error(response).get("code").asText()).isEqualTo(code);
    assertThat(api.engine.campaigns).isEmpty();
  }

  private static String quote(String text) {
    return Matcher.quoteReplacement(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\r\\nBcc: x@y.example", "a\\tb", "", "   "})
  void put_subjectThatIsNoHeader_isRefused(String subject) {
    var response = api.json("PUT", SPRING, ApiFixture.CAMPAIGN.replace("Hello {{name}}", subject));

    assertProblem(response, 422, "/problems/invalid");
    assertThat(error(response).get("pointer").asText()).isEqualTo("/subject");
  }

  @Test
  void put_emptyObject_tellsAllThatIsMissing() {
    var response = api.json("PUT", SPRING, "{}");

    assertProblem(response, 422, "/problems/invalid");
    assertThat(body(response).get("errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/from", "/subject", "/html");
  }

  @Test
  void put_badTemplate_tellsRowAndColumn() {
    var response = api.json("PUT", SPRING, ApiFixture.CAMPAIGN.replace("Hi", "{{#broken}}"));

    assertProblem(response, 422, "/problems/invalid");
    assertThat(error(response).toString())
        .isEqualTo(
            "{\"pointer\":\"/html\",\"code\":\"template\",\"detail\":\"the block is never closed\","
                + "\"row\":2,\"column\":3}");
  }

  @Test
  void put_otherKind_isRefused() {
    api.createCampaign();

    var response =
        api.json(
            "PUT",
            SPRING,
            ApiFixture.CAMPAIGN.replaceFirst("\\{", "{\"kind\": \"transactional\","));

    assertProblem(response, 422, "/problems/invalid");
    assertThat(error(response).get("pointer").asText()).isEqualTo("/kind");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "1", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":01}"})
  void put_noJsonObject_is400(String body) {
    assertProblem(api.json("PUT", SPRING, body), 400, "/problems/invalid");
  }

  @Test
  void put_unparsable_tellsWhere() {
    var response = api.json("PUT", SPRING, "{\n \"subject\": nonsense}");

    assertThat(body(response).get("detail").asText()).contains("row 2, column");
  }

  @Test
  void put_deeplyNested_is400() {
    assertProblem(api.json("PUT", SPRING, "{\"a\":" + "[".repeat(5000)), 400, "/problems/invalid");
  }

  @Test
  void put_otherMediaTypes_are415() {
    for (var type : List.of("text/plain", "application/x-ndjson", "multipart/form-data")) {
      var response =
          api.send(
              api.request(SPRING)
                  .header("Content-Type", type)
                  .PUT(BodyPublishers.ofString(ApiFixture.CAMPAIGN))
                  .build());

      assertProblem(response, 415, "/problems/unsupported-media");
    }
  }

  @Test
  void put_largeBodyOrTemplate_is413() {
    var template = ApiFixture.CAMPAIGN.replace("Hi", "x".repeat(1 << 20));
    var body = ApiFixture.CAMPAIGN.replace("Hi", "x".repeat(5 << 20));

    assertProblem(api.json("PUT", SPRING, template), 413, "/problems/too-large");
    assertProblem(api.json("PUT", SPRING, body), 413, "/problems/too-large");
    assertProblem(
        api.send(
            api.request(SPRING)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArrays(List.of(body.getBytes(StandardCharsets.UTF_8))))
                .build()),
        413,
        "/problems/too-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer nothing", "Basic wp_one", "Bearer", "wp_one", "Bearer wp_one2"})
  void request_withWrongKey_is401(String authorization) {
    var request =
        HttpRequest.newBuilder(api.uri("/v1/campaigns/spring"))
            .header("Authorization", authorization)
            .build();

    var response = api.send(request);

    assertProblem(response, 401, "/problems/unauthorized");
    assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void request_withoutKey_is401BeforeAnythingElse() {
    for (var path : List.of("/v1", "/v1/nothing", "/v1/campaigns")) {
      var request = HttpRequest.newBuilder(api.uri(path)).build();

      assertProblem(api.send(request), 401, "/problems/unauthorized");
    }
  }

  @Test
  void request_ofOtherSender_doesNotSeeCampaign() {
    api.createCampaign();
    var request =
        HttpRequest.newBuilder(api.uri(SPRING)).header("Authorization", "bearer wp_two").build();

    assertProblem(api.send(request), 404, "/problems/not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v2/campaigns",
        "/v1",
        "/v1/",
        "/v1/exports",
        "/v1/keys",
        "/v1/campaigns/",
        "/v1/campaigns/SPRING",
        "/v1/campaigns/spring/",
        "/v1/campaigns/spring/nothing",
        "/v1/campaigns/spring/recipients/nobody",
        "/v1/batches",
        "/v1/batches/short",
        "/v1/batches/0123456789abcdef",
        "/v1/batches/0123456789abcdef/errors",
        "/health",
      })
  void get_whatIsNotThere_is404(String path) {
    api.createCampaign();

    assertProblem(api.get(path), 404, "/problems/not-found");
  }

  @Test
  void request_withOtherMethod_is405WithAllow() {
    var response = api.json("PATCH", SPRING, "{}");

    assertProblem(response, 405, "about:blank");
    assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD, PUT");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/campaigns?colour=1,?colour",
    "/v1/campaigns?limit=0,?limit",
    "/v1/campaigns?limit=1001,?limit",
    "/v1/campaigns?limit=1&limit=2,?limit",
    "/v1/campaigns?after=nonsense,?after",
    "/v1/campaigns/spring?limit=1,?limit",
    "/v1/campaigns/spring/recipients?id=1&email=a@b.example,?email",
    "/v1/campaigns/spring/recipients?email=nobody,?email",
  })
  void get_badParameter_is422(String path, String pointer) {
    var response = api.get(path);

    assertProblem(response, 422, "/problems/invalid");
    assertThat(error(response).get("pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void get_list_goesOnWithItsCursor() {
    for (var name : List.of("a", "b", "c")) {
      api.json("PUT", "/v1/campaigns/" + name, ApiFixture.CAMPAIGN);
    }

    var first = body(api.get("/v1/campaigns?limit=2"));
    var second = body(api.get("/v1/campaigns?limit=2&after=" + first.get("next").asText()));

    assertThat(first.get("campaigns").findValuesAsText("campaign")).containsExactly("a", "b");
    assertThat(second.get("campaigns").findValuesAsText("campaign")).containsExactly("c");
    assertThat(second.get("next").isNull()).isTrue();
  }

  @Test
  void get_links_tellsClicks() {
    api.createCampaign();

    assertThat(api.get(SPRING + "/links").body())
        .isEqualTo(
            "{\"links\":[{\"index\":0,\"url\":\"https://acme.example/a\",\"clicks\":"
                + "{\"human\":1,\"unknown\":2,\"machine\":3,\"unique\":4}},"
                + "{\"index\":1,\"url\":\"https://acme.example/b\",\"clicks\":"
                + "{\"human\":0,\"unknown\":0,\"machine\":0,\"unique\":0}}]}");
  }

  @Test
  void head_isGetWithoutBody() {
    api.createCampaign();

    var response = api.send(api.request(SPRING).method("HEAD", BodyPublishers.noBody()).build());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("ETag")).hasValue("\"v1\"");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void actions_inWrongState_tellWhichStatesAllowThem() {
    api.createCampaign();

    var launch = api.json("POST", SPRING + "/launch", "");
    var pause = api.json("POST", SPRING + "/pause", "{}");

    assertProblem(launch, 409, "/problems/wrong-state");
    assertProblem(pause, 409, "/problems/wrong-state");
    assertThat(body(pause).get("detail").asText()).contains("draft").contains("running, paused");
  }

  @Test
  void actions_inRightState_areAccepted() {
    api.createCampaign();
    api.submit(
        "application/x-ndjson", "{\"email\":\"a@b.example\"}".getBytes(StandardCharsets.UTF_8));

    var launched = api.json("POST", SPRING + "/launch", "{\"at\": \"2026-11-23T10:00:00Z\"}");
    var paused = api.send(api.request(SPRING + "/pause").POST(BodyPublishers.noBody()).build());

    assertThat(launched.statusCode()).as(launched.body()).isEqualTo(202);
    assertThat(paused.statusCode()).as(paused.body()).isEqualTo(202);
    assertThat(body(paused).get("state").asText()).isEqualTo("paused");
  }

  @Test
  void launch_badTime_is422() {
    api.createCampaign();

    var response = api.json("POST", SPRING + "/launch", "{\"at\": \"tomorrow\"}");

    assertProblem(response, 422, "/problems/invalid");
    assertThat(error(response).get("pointer").asText()).isEqualTo("/at");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a%2Fb%20c%2Bd", "/a%2Fb%20c+d", "?id=a/b+c%2Bd", "?email=ann+x@example.com"})
  void recipient_isFoundHoweverItIsNamed(String path) {
    api.createCampaign();

    var response = api.get(SPRING + "/recipients" + path);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    var recipient = body(response);
    assertThat(recipient.get("state").asText()).isEqualTo("inDoubt");
    assertThat(recipient.get("attempts").toString())
        .isEqualTo(
            "[{\"at\":\"2026-11-23T10:00:00.123Z\",\"outcome\":\"deferred\",\"code\":451,"
                + "\"status\":null,\"host\":\"mx.example.com\",\"detail\":null},"
                + "{\"at\":\"2026-11-23T10:00:00.123Z\",\"outcome\":null,\"code\":null,"
                + "\"status\":null,\"host\":null,\"detail\":null}]");
    assertThat(recipient.get("timeline")).hasSize(3);
  }

  @Test
  void mailing_retryAndResolve_tellWhatIsPossible() {
    api.createCampaign();
    var recipients = SPRING + "/recipients/";

    assertThat(api.json("POST", recipients + "bounced/retry", "").statusCode()).isEqualTo(202);
    assertProblem(
        api.json("POST", recipients + "delivered/retry", ""), 409, "/problems/wrong-state");
    assertProblem(api.json("POST", recipients + "x/retry", ""), 404, "/problems/not-found");
    assertThat(api.json("POST", recipients + "held/resolve", "{\"as\":\"delivered\"}").statusCode())
        .isEqualTo(202);
    assertProblem(
        api.json("POST", recipients + "held/resolve", "{\"as\":\"x\"}"), 422, "/problems/invalid");
    assertProblem(api.json("POST", recipients + "held/resolve", ""), 422, "/problems/invalid");
  }

  @Test
  void suppression_comesAndGoes() {
    var path = "/v1/suppressions/ann%2Bx@example.com";

    assertProblem(api.get(path), 404, "/problems/not-found");
    assertThat(api.send(api.request(path).PUT(BodyPublishers.noBody()).build()).body())
        .isEqualTo(
            "{\"email\":\"ann+x@example.com\",\"entries\":[{\"reason\":\"manual\",\"topic\":null,"
                + "\"since\":\"2026-11-23T10:00:00.123Z\",\"campaign\":null}]}");
    assertThat(api.get(path).statusCode()).isEqualTo(200);
    assertThat(api.send(api.request(path).DELETE().build()).statusCode()).isEqualTo(200);
    assertProblem(api.get(path), 404, "/problems/not-found");
    assertProblem(api.get("/v1/suppressions/nobody"), 422, "/problems/invalid");
  }

  @Test
  void request_whileEngineIsAway_is503WithRetryAfter() {
    api.engine.failure = Optional.of(new Engine.Unavailable("not joined"));

    var response = api.get(SPRING);

    assertProblem(response, 503, "/problems/unavailable");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void action_withoutAnAnswerInTime_saysThatItMayStillTakeEffect() {
    api.engine.failure = Optional.of(new Engine.Unavailable("no answer in time"));

    var response = api.send(api.request(SPRING + "/cancel").POST(BodyPublishers.noBody()).build());

    assertProblem(response, 503, "/problems/unavailable");
    assertThat(response.headers().firstValue("Retry-After")).contains("5");
    assertThat(response.body())
        .contains("may still take effect, and repeating the request is safe");
  }

  @Test
  void request_repeatingAField_isToldApartFromBrokenJson() {
    var repeats = "{\"subject\": \"a\",\n \"subject\": \"b\"}";

    assertThat(put(repeats).body())
        .contains("the body repeats the field subject at row 2")
        .doesNotContain("valid JSON");
    assertThat(put("{\"subject\" 1}").body())
        .contains("the body is no valid JSON at row 1")
        .doesNotContain("repeats");
  }

  private HttpResponse<String> put(String body) {
    return api.send(
        api.request(SPRING)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void request_meetingBug_is500WithoutInternals() {
    api.engine.failure = Optional.of(new Bug());

    var response = api.get(SPRING);

    assertProblem(response, 500, "about:blank");
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void health_tellsStateAndReasons() {
    assertThat(api.get("/health/live").body()).isEqualTo("{\"status\":\"ok\",\"reasons\":[]}");
    assertThat(api.get("/health/ready").body()).isEqualTo("{\"status\":\"ok\",\"reasons\":[]}");

    api.readiness = new Readiness(Readiness.State.DEGRADED, List.of("no Redis"));

    assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(api.get("/health/ready").body())
        .isEqualTo("{\"status\":\"degraded\",\"reasons\":[\"no Redis\"]}");

    api.readiness = new Readiness(Readiness.State.UNAVAILABLE, List.of("not joined"));

    assertThat(api.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(api.json("POST", "/health/ready", "").statusCode()).isEqualTo(405);
  }

  @Test
  void metrics_areText() {
    var response = api.get("/metrics");

    assertThat(response.body()).isEqualTo("up 1\n");
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain")
        .contains("version=0.0.4");
  }

  @Test
  void start_onBusyPort_failsAndNamesIt() {
    var port = api.server.port();
    var second =
        ApiServer.start(
            ApiSettings.of("127.0.0.1", port),
            api.system,
            api.engine,
            ApiKeys.ofDefault(List.of("k")),
            new Operations(() -> "", () -> Readiness.OK),
            new Instruments(
                new PortCounters(), new SplittableRandom(1)::nextLong, System::nanoTime));

    Assertions.assertThatThrownBy(() -> second.toCompletableFuture().get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(CannotListen.class)
        .hasMessageContaining("port " + port)
        .hasMessageContaining("in use");
  }
}
