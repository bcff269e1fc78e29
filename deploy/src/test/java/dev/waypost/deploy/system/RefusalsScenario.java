package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the API refuses, and with which problem document: one line a case, against a node. What only
 * shows on bare sockets (408, 414, 431, too many connections) is tested where the port is.
 */
final class RefusalsScenario {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String SPRING = "/v1/campaigns/spring";
  private static final String DONE = "/v1/campaigns/done";
  private static final String OLD = "/v1/campaigns/old";
  private static final String JSON = "application/json";
  private static final String ROWS = "application/x-ndjson";
  private static final String CSV = "text/csv";
  private static final String ROW = Api.row("c-1", "p1");

  @TempDir Path folder;

  /** One piece of what is wrong: pointer or line, code, and where in a template. */
  private record Piece(String where, String code, Optional<int[]> place) {
    static Piece at(String pointer, String code) {
      return new Piece(pointer, code, Optional.empty());
    }

    static Piece inTemplate(String pointer, String code, int row, int column) {
      return new Piece(pointer, code, Optional.of(new int[] {row, column}));
    }
  }

  /** A request, and what is expected of its answer. */
  private final class Case {
    private final String name;
    private final HttpRequest.Builder request;
    private final List<String> mentions = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();

    Case(String name, HttpRequest.Builder request) {
      this.name = name;
      this.request = request;
    }

    Case header(String name, String value) {
      request.header(name, value);
      return this;
    }

    Case mentioning(String... words) {
      mentions.addAll(List.of(words));
      return this;
    }

    Case with(Piece piece) {
      pieces.add(piece);
      return this;
    }

    Case answeredWith(String header, String value) {
      headers.add(Map.entry(header, value));
      return this;
    }

    /** Sends it and compares; what differs is told when all have been sent. */
    void is(int status, String type) throws Exception {
      try {
        compare(status, type);
      } catch (AssertionError e) {
        differences.add(name + ": " + e.getMessage());
      }
    }

    private void compare(int status, String type) throws Exception {
      var answer = node.api().send(request);
      var problem = answer.json();
      var what = name + ": " + answer;
      assertThat(answer.status()).as(what).isEqualTo(status);
      assertThat(answer.header("Content-Type")).as(what).isEqualTo("application/problem+json");
      assertThat(answer.header("Request-Id")).as(what).isNotEmpty();
      assertThat(problem.at("type").asText()).as(what).contains(type);
      assertThat(problem.at("status").asLong()).as(what).isEqualTo(status);
      assertThat(problem.at("title").asText().orElse("")).as(what).isNotEmpty();
      assertThat(problem.at("detail").asText().orElse("")).as(what).isNotEmpty();
      mentions.forEach(
          word -> assertThat(problem.at("detail").asText().orElse("")).as(what).contains(word));
      headers.forEach(h -> assertThat(answer.header(h.getKey())).as(what).isEqualTo(h.getValue()));
      var errors = problem.at("errors").asList();
      assertThat(errors).as(what).hasSize(pieces.size());
      for (var i = 0; i < errors.size(); i++) {
        compare(errors.get(i), pieces.get(i), what);
      }
    }

    private void compare(Json error, Piece piece, String what) {
      var where = error.at("pointer").asText().orElseGet(() -> "line " + error.at("line").asLong());
      assertThat(where).as(what).isEqualTo(piece.where());
      assertThat(error.at("code").asText()).as(what).contains(piece.code());
      assertThat(error.at("detail").asText().orElse("")).as(what).isNotEmpty();
      piece
          .place()
          .ifPresent(
              place -> {
                assertThat(error.at("row").asLong()).as(what).isEqualTo(place[0]);
                assertThat(error.at("column").asLong()).as(what).isEqualTo(place[1]);
              });
    }
  }

  private final List<String> differences = new ArrayList<>();
  private TestNode node;

  private Case get(String path) {
    return new Case("GET " + path, node.api().request(path).GET());
  }

  private Case send(String method, String path, String type, String body) {
    var request = node.api().request(path);
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return new Case(
        method + " " + path + " " + body.substring(0, Math.min(80, body.length())),
        request.method(method, BodyPublishers.ofString(body)));
  }

  private Case put(String path, String body) {
    return send("PUT", path, JSON, body);
  }

  private Case post(String path, String body) {
    return send("POST", path, JSON, body);
  }

  private static String mail(String more) {
    return "{\"from\": {\"email\": \"news@acme.example\"}, \"subject\": \"s\", \"html\":"
        + " \"<p>h</p>\""
        + (more.isEmpty() ? "" : ", " + more)
        + "}";
  }

  @Test
  void requests_thatCannotBeServed_getTheirProblem() throws Exception {
    try (var sink = SmtpSink.start();
        var started =
            TestNode.start(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "api { intakes = 1 }")) {
      node = started;
      prepare(started.api());

      unreadable();
      withoutKey();
      notThere();
      wrongMethod();
      wrongState();
      tooLargeOrOfAnotherKind();
      campaignsThatCannotBeUsed();
      parametersThatCannotBeUsed();
      rowsThatCannotBeUsed();
      tooMany(started);

      assertThat(differences).isEmpty();
      assertThat(started.audit().holds()).as("%s", started.audit()).isTrue();
    }
  }

  /** A draft, one that is finished, and one that is archived. */
  private static void prepare(Api api) throws Exception {
    api.campaign("spring", "<p>Hello</p>");
    api.campaign("empty", "<p>Hello</p>");
    for (var name : List.of("done", "old")) {
      api.campaign(name, "<p>Hello</p>");
      api.rows(name, ROW, "key-1").expect(202);
      api.launch(name);
      api.awaitState(name, "finished", SOON);
    }
    api.post(OLD + "/archive", "{}").expect(202);
  }

  private void unreadable() throws Exception {
    var invalid = "/problems/invalid";
    put(SPRING, "{\"html\": ").mentioning("row 1", "column").is(400, invalid);
    put(SPRING, "[]").mentioning("{...}").is(400, invalid);
    put(SPRING, "{\"a\": 1, \"a\": 2}").is(400, invalid);
    put(SPRING, "{} {}").is(400, invalid);
    put(SPRING, "\ufeff{}").is(400, invalid);
    put(SPRING, "[".repeat(100)).is(400, invalid);
    put(SPRING, mail("")).header("If-Match", "v1").mentioning("If-Match").is(400, invalid);
    send("POST", SPRING + "/recipients", ROWS, ROW)
        .header("Content-Encoding", "gzip")
        .mentioning("gzip")
        .is(400, invalid);
    new Case(
            "a body in Latin-1",
            node.api()
                .request(SPRING)
                .header("Content-Type", JSON)
                .PUT(
                    BodyPublishers.ofByteArray(
                        mail("").replace('h', 'é').getBytes(StandardCharsets.ISO_8859_1))))
        .mentioning("UTF-8")
        .is(400, invalid);
  }

  private void withoutKey() throws Exception {
    for (var path : List.of("/v1/campaigns", "/v1/nothing", "/v1/suppressions/a@b.example")) {
      new Case("no key", HttpRequest.newBuilder(node.apiUrl().resolve(path)))
          .mentioning("Authorization: Bearer")
          .answeredWith("WWW-Authenticate", "Bearer realm=\"waypost\"")
          .is(401, "/problems/unauthorized");
    }
  }

  private void notThere() throws Exception {
    var type = "/problems/not-found";
    get("/v1/nothing").is(404, type);
    get("/v1/campaigns/nobody").mentioning("campaign").is(404, type);
    get("/v1/campaigns/UPPER").mentioning("campaign").is(404, type);
    get("/v1/campaigns/nobody/content").mentioning("campaign").is(404, type);
    get("/v1/campaigns/nobody/links").mentioning("campaign").is(404, type);
    get("/v1/campaigns/nobody/batches").mentioning("campaign").is(404, type);
    get(DONE + "/recipients/nobody").mentioning("recipient").is(404, type);
    get(DONE + "/recipients?email=nobody@example.com").mentioning("recipient").is(404, type);
    get("/v1/batches/nothing").mentioning("batch").is(404, type);
    get("/v1/batches/nothing/errors").mentioning("batch").is(404, type);
    get("/v1/suppressions/nobody@example.com").mentioning("suppressed").is(404, type);
    post("/v1/campaigns/nobody/launch", "{}").mentioning("campaign").is(404, type);
    post(DONE + "/recipients/nobody/retry", "").mentioning("recipient").is(404, type);
    send("POST", "/v1/campaigns/nobody/recipients", ROWS, ROW).mentioning("campaign").is(404, type);
  }

  private void wrongMethod() throws Exception {
    post("/v1/campaigns", "{}").answeredWith("Allow", "GET, HEAD").is(405, "about:blank");
    post(SPRING, "{}").answeredWith("Allow", "GET, HEAD, PUT").is(405, "about:blank");
    get(SPRING + "/launch").answeredWith("Allow", "POST").is(405, "about:blank");
    put("/health/live", "").answeredWith("Allow", "GET, HEAD").is(405, "about:blank");
  }

  private void wrongState() throws Exception {
    var type = "/problems/wrong-state";
    post(SPRING + "/pause", "").mentioning("draft", "running").is(409, type);
    post(SPRING + "/resume", "").mentioning("draft", "paused").is(409, type);
    post(SPRING + "/archive", "").mentioning("draft", "finished", "cancelled").is(409, type);
    post("/v1/campaigns/empty/launch", "").mentioning("no stored batch").is(409, type);
    post(OLD + "/launch", "").mentioning("archived").is(409, type);
    post(OLD + "/cancel", "").mentioning("archived").is(409, type);
    put(DONE, mail("")).mentioning("finished", "draft", "scheduled").is(409, type);
    send("POST", OLD + "/recipients", ROWS, ROW).mentioning("archived").is(409, type);
    post(DONE + "/recipients/c-1/retry", "").mentioning("delivered", "deferred").is(409, type);
    post(DONE + "/recipients/c-1/resolve", "{\"as\": \"delivered\"}")
        .mentioning("delivered", "inDoubt")
        .is(409, type);
    put(SPRING, mail("")).header("If-Match", "\"v9\"").mentioning("read it again").is(412, type);
    put("/v1/campaigns/fresh", mail("")).header("If-Match", "*").is(412, type);
  }

  private void tooLargeOrOfAnotherKind() throws Exception {
    put(SPRING, mail("\"text\": \"" + "x".repeat(1 << 20) + "x\""))
        .mentioning("text", "1 MiB")
        .is(413, "/problems/too-large");
    put(SPRING, mail("\"tags\": [\"" + "x".repeat(4 << 20) + "\"]"))
        .mentioning("4194304")
        .is(413, "/problems/too-large");
    var type = "/problems/unsupported-media";
    for (var media : List.of("", "text/plain", "text/json", ROWS)) {
      send("PUT", SPRING, media, mail("")).mentioning("application/json").is(415, type);
    }
    for (var media :
        List.of("", JSON, "text/csv; charset=ISO-8859-2", "text/tab-separated-values")) {
      send("POST", SPRING + "/recipients", media, ROW).mentioning(ROWS, CSV).is(415, type);
    }
    send("POST", SPRING + "/recipients", ROWS, ROW)
        .header("Content-Encoding", "br")
        .mentioning("gzip")
        .is(415, type);
    put(SPRING, mail("")).header("Content-Encoding", "gzip").is(415, type);
  }

  private void campaignsThatCannotBeUsed() throws Exception {
    var type = "/problems/invalid";
    put(SPRING, mail("\"colour\": 1")).with(Piece.at("/colour", "unknown")).is(422, type);
    put(SPRING, mail("\"tracking\": {\"a/b~c\": 1}"))
        .with(Piece.at("/tracking/a~1b~0c", "unknown"))
        .is(422, type);
    put(SPRING, mail("\"tags\": \"spring\"")).with(Piece.at("/tags", "type")).is(422, type);
    put(SPRING, mail("\"expireMailAt\": \"2026-12-31T00:00:00\""))
        .with(Piece.at("/expireMailAt", "time"))
        .is(422, type);
    put(SPRING, mail("\"kind\": \"carrierPigeon\""))
        .mentioning("broadcast", "transactional")
        .with(Piece.at("/kind", "value"))
        .is(422, type);
    put(SPRING, mail("\"kind\": \"transactional\"")).with(Piece.at("/kind", "fixed")).is(422, type);
    put(SPRING, mail("\"replyTo\": {\"email\": \"nobody\"}"))
        .with(Piece.at("/replyTo/email", "address"))
        .is(422, type);
    put(SPRING, "{}")
        .with(Piece.at("/from", "required"))
        .with(Piece.at("/subject", "required"))
        .with(Piece.at("/html", "required"))
        .is(422, type);
    put(SPRING, mail("\"links\": {\"fallbackUrl\": \"javascript:alert(1)\"}"))
        .with(Piece.at("/links/fallbackUrl", "value"))
        .is(422, type);
    put(SPRING, mail("\"text\": \"one\\ntwo {{#if x}} three\""))
        .mentioning("templates")
        .with(Piece.inTemplate("/text", "syntax", 2, 5))
        .is(422, type);
    put("/v1/campaigns/Spring", mail("")).with(Piece.at("", "name")).is(422, type);
    post(SPRING + "/launch", "{\"at\": \"tomorrow\"}").with(Piece.at("/at", "time")).is(422, type);
    post(SPRING + "/launch", "{\"when\": 1}").with(Piece.at("/when", "unknown")).is(422, type);
    post(DONE + "/recipients/c-1/resolve", "{\"as\": \"lost\"}")
        .with(Piece.at("/as", "value"))
        .is(422, type);
  }

  private void parametersThatCannotBeUsed() throws Exception {
    var type = "/problems/invalid";
    for (var limit : List.of("0", "1001", "-1", "x", "")) {
      get("/v1/campaigns?limit=" + limit).with(Piece.at("?limit", "value")).is(422, type);
    }
    get("/v1/campaigns?after=x").with(Piece.at("?after", "value")).is(422, type);
    get("/v1/campaigns?colour=red").with(Piece.at("?colour", "unknown")).is(422, type);
    get("/v1/campaigns?limit=1&limit=2").with(Piece.at("?limit", "repeated")).is(422, type);
    get(SPRING + "?x=1").with(Piece.at("?x", "unknown")).is(422, type);
    get(DONE + "/recipients?email=nobody").with(Piece.at("?email", "address")).is(422, type);
    put("/v1/suppressions/nobody", "").with(Piece.at("", "address")).is(422, type);
  }

  private void rowsThatCannotBeUsed() throws Exception {
    var type = "/problems/invalid";
    send("POST", SPRING + "/recipients", ROWS, ROW)
        .header("Idempotency-Key", "a key")
        .mentioning("Idempotency-Key", "255")
        .with(Piece.at("Idempotency-Key", "value"))
        .is(422, type);
    var path = SPRING + "/recipients";
    send("POST", path, ROWS, "\n\n").mentioning("no rows").is(422, type);
    send("POST", path, CSV, "id,email\n").mentioning("no rows").is(422, type);
    send("POST", path, CSV, "id;email\n1;a@b.example\n")
        .mentioning("email", "commas")
        .with(Piece.at("line 1", "csv"))
        .is(422, type);
    send("POST", path, CSV, "email,_colour\na@b.example,red\n")
        .mentioning("column 2", "_name")
        .with(Piece.at("line 1", "csv"))
        .is(422, type);
    send("POST", path, CSV, "email,email\n").with(Piece.at("line 1", "csv")).is(422, type);
    send("POST", DONE + "/recipients", ROWS, Api.row("c-2", "p2"))
        .header("Idempotency-Key", "key-1")
        .mentioning("new key")
        .is(422, "/problems/key-reused");
  }

  private void tooMany(TestNode started) throws Exception {
    try (var line = RawIntake.open(started.apiUrl(), "spring", "busy")) {
      line.begin();
      line.send(ROW);
      Await.until(
          SOON,
          "it is received",
          () -> started.api().get(SPRING + "/batches").text().contains("\"receiving\""));
      send("POST", SPRING + "/recipients", ROWS, ROW)
          .mentioning("try again later")
          .answeredWith("Retry-After", "5")
          .is(429, "/problems/too-many-requests");
      line.finish();
    }
  }
}
