package dev.waypost.deploy.client;

import dev.waypost.deploy.setting.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Calls the sender API. Blocks. Every call may be repeated: {@link IOException} means that it is
 * not known whether the last one took effect.
 */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);

  private final URI base;
  private final Secret key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * @param base with or without a trailing slash
   */
  public ApiClient(URI base, Secret key) {
    this.base = URI.create(base.toString().replaceAll("/+$", ""));
    this.key = key;
  }

  public URI base() {
    return base;
  }

  /** Creates or replaces a campaign. */
  public Json putCampaign(String campaign, Json body)
      throws IOException, InterruptedException, ApiProblem {
    return call(
        request("/v1/campaigns/" + campaign)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.print())));
  }

  /** The answer to a submission, and whether the same one was answered before. */
  public record Submitted(Json batch, Novelty novelty) {}

  /** Whether a request did anything. */
  public enum Novelty {
    FIRST,
    REPLAYED
  }

  /** Submits recipients; returns when they are stored. */
  public Submitted postRecipients(
      String campaign, BodyPublisher rows, String contentType, String idempotencyKey)
      throws IOException, InterruptedException, ApiProblem {
    var response =
        answer(
            request("/v1/campaigns/" + campaign + "/recipients")
                .header("Content-Type", contentType)
                .header("Idempotency-Key", idempotencyKey)
                .POST(rows));
    var isReplayed = response.headers().firstValue("Idempotent-Replayed").isPresent();
    return new Submitted(json(response), isReplayed ? Novelty.REPLAYED : Novelty.FIRST);
  }

  /**
   * Launches, or schedules.
   *
   * @param at RFC 3339
   */
  public Json launch(String campaign, Optional<String> at)
      throws IOException, InterruptedException, ApiProblem {
    var body = Json.object(at.map(t -> Map.of("at", Json.text(t))).orElse(Map.of()));
    return call(
        request("/v1/campaigns/" + campaign + "/launch")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.print())));
  }

  /** The campaign with its counts. */
  public Json campaign(String campaign) throws IOException, InterruptedException, ApiProblem {
    return call(request("/v1/campaigns/" + campaign).GET());
  }

  /** The campaign's links with their clicks. */
  public Json links(String campaign) throws IOException, InterruptedException, ApiProblem {
    return call(request("/v1/campaigns/" + campaign + "/links").GET());
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(ANSWER_TIMEOUT)
        .header("Authorization", "Bearer " + key.text())
        .header("Accept", "application/json");
  }

  private Json call(HttpRequest.Builder request)
      throws IOException, InterruptedException, ApiProblem {
    return json(answer(request));
  }

  private static Json json(HttpResponse<byte[]> response) throws IOException {
    return response.body().length == 0 ? new Json.Absent() : Json.parse(response.body());
  }

  private HttpResponse<byte[]> answer(HttpRequest.Builder request)
      throws IOException, InterruptedException, ApiProblem {
    var response = http.send(request.build(), BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 == 2) {
      return response;
    }
    throw new ApiProblem(
        response.statusCode(),
        lenient(response.body()),
        response.headers().firstValueAsLong("Retry-After").orElse(1));
  }

  /** A proxy's error page is no JSON. */
  private static Json lenient(byte[] body) {
    try {
      return Json.parse(body);
    } catch (IOException e) {
      var text = new String(body, StandardCharsets.UTF_8).strip();
      return Json.object(
          Map.of("detail", Json.text(text.lines().findFirst().orElse("no explanation"))));
    }
  }
}
