package dev.waypost.bench.node;

import dev.waypost.bench.stage.BenchFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The sender API of a node; any answer but the expected one ends the suite. Blocks. */
public final class SenderApi implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(30);

  private final URI base;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .build();

  SenderApi(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  boolean isReady() throws InterruptedException {
    try {
      var ready = http.send(request("/health/ready").build(), BodyHandlers.discarding());
      return ready.statusCode() == 200;
    } catch (IOException e) {
      return false; // nobody listens yet
    }
  }

  public void putCampaign(String campaign, String json) throws IOException, InterruptedException {
    call(
        request("/v1/campaigns/" + campaign)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)),
        201);
  }

  /** What came of a submission: its batch, and how long it was on its way. */
  public record Stored(String batch, long accepted, long notAccepted, double seconds) {}

  /** From the beginning of the request until all rows are stored, sealed and answered for. */
  public Stored submit(String campaign, Path ndjson) throws IOException, InterruptedException {
    return submit(campaign, BodyPublishers.ofFile(ndjson));
  }

  private Stored submit(String campaign, BodyPublisher rows)
      throws IOException, InterruptedException {
    var request =
        request("/v1/campaigns/" + campaign + "/recipients")
            .header("Content-Type", "application/x-ndjson")
            .POST(rows);
    var begin = System.nanoTime();
    var answer = call(request, 202);
    var seconds = (System.nanoTime() - begin) / 1e9;
    if (!answer.text("state").equals("stored")) {
      throw new BenchFailure(
          "a batch was answered as " + answer.text("state"), "it should have been stored");
    }
    var refused = answer.number("rejected") + answer.number("duplicates");
    return new Stored(answer.text("batch"), answer.number("accepted"), refused, seconds);
  }

  public void launch(String campaign) throws IOException, InterruptedException {
    call(
        request("/v1/campaigns/" + campaign + "/launch")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}")),
        202);
  }

  public JsonPaths campaign(String campaign) throws IOException, InterruptedException {
    return call(request("/v1/campaigns/" + campaign).GET(), 200);
  }

  /** All recipients with their links, as NDJSON; to be closed. */
  public InputStream recipientsWithLinks(String campaign) throws IOException, InterruptedException {
    var path = "/v1/campaigns/" + campaign + "/recipients?include=links";
    var answer = http.send(request(path).GET().build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw unexpected("GET " + path, answer.statusCode(), answer.body().readAllBytes());
    }
    return answer.body();
  }

  /** The value of a metric without labels, or the sum over its labels; 0 when there is none. */
  public double metric(String name) throws IOException, InterruptedException {
    var answer = http.send(request("/metrics").GET().build(), BodyHandlers.ofString());
    return answer
        .body()
        .lines()
        .filter(l -> l.startsWith(name + " ") || l.startsWith(name + "{"))
        .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
        .sum();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(ANSWER_LIMIT)
        .header("Authorization", "Bearer " + key);
  }

  private JsonPaths call(HttpRequest.Builder builder, int wanted)
      throws IOException, InterruptedException {
    var request = builder.build();
    var answer = http.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() != wanted) {
      var what = request.method() + " " + request.uri().getPath();
      throw unexpected(what, answer.statusCode(), answer.body());
    }
    return JsonPaths.of(answer.body());
  }

  private static BenchFailure unexpected(String what, int status, byte[] body) {
    return new BenchFailure(
        "a node answered " + status + " to " + what,
        "it said: " + new String(body, StandardCharsets.UTF_8).strip());
  }

  @Override
  public void close() {
    http.close();
  }
}
