package dev.waypost.deploy.client;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A refusal of the sender API (RFC 9457). */
public final class ApiProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Json body;
  private final long retryAfterSeconds;

  ApiProblem(int status, Json body, long retryAfterSeconds) {
    super(sentence(status, body));
    this.status = status;
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  public int status() {
    return status;
  }

  /** The stable name behind {@code /problems/}, as {@code wrong-state}; empty if not ours. */
  public String name() {
    return body.at("type").asText().map(t -> t.substring(t.lastIndexOf('/') + 1)).orElse("");
  }

  /** The faults in what was sent, one line each. */
  public List<String> errors() {
    return body.at("errors").asList().stream().map(ApiProblem::line).toList();
  }

  /** Whether the same request may work later. */
  public boolean isPassing() {
    return status == 429 || status == 503 || name().equals("key-in-use");
  }

  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** One entry of {@code errors}, as a line for people. */
  public static String line(Json error) {
    var line = error.at("line").asLong();
    var place =
        line > 0
            ? Optional.of("line " + line)
            : error.at("pointer").asText().map(p -> p.isEmpty() ? "the whole" : p);
    var inTemplate =
        error.at("row").asLong() > 0
            ? Optional.of(
                "row %d column %d".formatted(error.at("row").asLong(), error.at("column").asLong()))
            : Optional.<String>empty();
    return List.of(
            place, inTemplate, error.at("detail").asText().or(() -> error.at("code").asText()))
        .stream()
        .flatMap(Optional::stream)
        .collect(Collectors.joining(": "));
  }

  private static String sentence(int status, Json body) {
    var title = body.at("title").asText().orElse("HTTP " + status);
    return body.at("detail").asText().map(d -> title + ": " + d).orElse(title);
  }
}
