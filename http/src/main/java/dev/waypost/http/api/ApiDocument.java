package dev.waypost.http.api;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Answers;
import dev.waypost.http.server.Inbound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The description of the API in OpenAPI 3.1, the same for everybody and without a key. */
final class ApiDocument {
  static final String PATH = "/v1/openapi.json";
  private static final String RESOURCE = "openapi.json";
  private static final String ALLOW = "GET, HEAD";

  private final byte[] text;
  private final String tag;

  private ApiDocument(byte[] text) {
    this.text = text;
    this.tag = tag(text);
  }

  static ApiDocument load() {
    try (var in = ApiDocument.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return new ApiDocument(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isAskedBy(Inbound request) {
    return ("/" + String.join("/", request.target().rawPath())).equals(PATH);
  }

  CompletionStage<HttpResponse> answer(Inbound request) {
    if (!request.method().equals(HttpMethods.GET)) {
      throw new Refusal(Problem.methodNotAllowed(ALLOW));
    }
    request.target().allowParameters(Set.of());
    var isKnown = IfNoneMatch.of(request.listHeader("if-none-match")).names(tag);
    var answer = isKnown ? Answers.empty(304) : Answers.json(200, text);
    return CompletableFuture.completedFuture(
        Answers.with(answer, Map.of("ETag", tag, "Cache-Control", "public, max-age=300")));
  }

  private static String tag(byte[] text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text);
      return "\"" + HexFormat.of().formatHex(hash, 0, 8) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
