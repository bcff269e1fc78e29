package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sender API and the tracking port as tests call them: any answer is an answer, if the API
 * describes it.
 */
final class Api {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** What came back; {@code json} is Absent when the body is no single JSON value. */
  record Answer(int status, HttpHeaders headers, byte[] body) {
    Json json() {
      try {
        return body.length == 0 ? new Json.Absent() : Json.parse(body);
      } catch (IOException e) {
        return new Json.Absent();
      }
    }

    /** The values of an NDJSON body. */
    List<Json> lines() throws IOException {
      var lines = new java.util.ArrayList<Json>();
      for (var line : text().lines().filter(l -> !l.isBlank()).toList()) {
        lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
      }
      return lines;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** Empty when there is none. */
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    Answer expect(int wanted) {
      assertThat(status).as("status; body: %s", text()).isEqualTo(wanted);
      return this;
    }

    @Override
    public String toString() {
      return status + " " + text();
    }
  }

  private final URI base;
  private final String key;

  Api(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  URI base() {
    return base;
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  Answer put(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  Answer post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  /** A broadcast with this html and otherwise ordinary content; expects 201. */
  Json campaign(String name, String html) throws IOException, InterruptedException {
    return put("/v1/campaigns/" + name, broadcast(html)).expect(201).json();
  }

  /** The body of such a campaign, with more members if wanted. */
  static String broadcast(String html, Map<String, Json> more) {
    var members = new java.util.LinkedHashMap<String, Json>();
    members.put("kind", Json.text("broadcast"));
    members.put(
        "from",
        Json.object(Map.of("name", Json.text("Acme"), "email", Json.text("news@acme.example"))));
    members.put("subject", Json.text("Hello {{name}}"));
    members.put("html", Json.text(html));
    members.putAll(more);
    return Json.object(members).print();
  }

  static String broadcast(String html) {
    return broadcast(html, Map.of());
  }

  /** Rows without an idempotency key. */
  Answer rows(String campaign, String ndjson) throws IOException, InterruptedException {
    return send(rowsRequest(campaign, ndjson));
  }

  Answer rows(String campaign, String ndjson, String idempotencyKey)
      throws IOException, InterruptedException {
    return send(rowsRequest(campaign, ndjson).header("Idempotency-Key", idempotencyKey));
  }

  /** Rows {@code c-FROM} to {@code c-TO}, both included, of {@code pN@example.com}. */
  static String people(int from, int to) {
    var rows = new StringBuilder();
    IntStream.rangeClosed(from, to).forEach(i -> rows.append(row("c-" + i, "p" + i)));
    return rows.toString();
  }

  /** One row, with the line end. */
  static String row(String id, String localPart) {
    return "{\"id\": \"%s\", \"email\": \"%s@example.com\", \"name\": \"%s\"}\n"
        .formatted(id, localPart, localPart);
  }

  Answer launch(String campaign) throws IOException, InterruptedException {
    return post("/v1/campaigns/" + campaign + "/launch", "{}").expect(202);
  }

  /** The campaign object. */
  Json campaign(String name) throws IOException, InterruptedException {
    return get("/v1/campaigns/" + name).expect(200).json();
  }

  /** Waits until the campaign is in that state, and returns the campaign object of then. */
  Json awaitState(String campaign, String state, Duration limit) throws Exception {
    return Await.value(
        limit,
        campaign + " is " + state,
        () -> campaign(campaign),
        c -> c.at("state").asText().orElse("").equals(state));
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return sendAnywhere(request);
  }

  /** For tracked links too: no redirect is followed. Fails when the answer is not as documented. */
  static Answer sendAnywhere(HttpRequest.Builder builder) throws IOException, InterruptedException {
    var request = builder.timeout(TIMEOUT).build();
    var answer = HTTP.send(request, BodyHandlers.ofByteArray());
    Contract.PUBLISHED.check(
        request.method(),
        request.uri().getRawPath(),
        answer.statusCode(),
        answer.headers(),
        answer.body());
    return new Answer(answer.statusCode(), answer.headers(), answer.body());
  }

  /** With the key, without method and body. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + key);
  }

  private HttpRequest.Builder rowsRequest(String campaign, String ndjson) {
    return request("/v1/campaigns/" + campaign + "/recipients")
        .header("Content-Type", "application/x-ndjson")
        .POST(BodyPublishers.ofString(ndjson));
  }
}
