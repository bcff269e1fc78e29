package dev.waypost.http.track;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;

/** Turns Pekko HTTP's requests into ours, and our answers into its. */
final class Exchange {
  private final Tracking tracking;
  private final TrackSettings settings;
  private final ActorSystem system;
  private final RequestIds requestIds = new RequestIds();

  Exchange(Tracking tracking, TrackSettings settings, ActorSystem system) {
    this.tracking = tracking;
    this.settings = settings;
    this.system = system;
  }

  CompletionStage<HttpResponse> respond(HttpRequest request) {
    if (request.method().equals(HttpMethods.POST)) {
      return body(request.entity())
          .handle(
              (body, failure) ->
                  failure == null
                      ? tracking.answer(read(request, body))
                      : CompletableFuture.completedFuture(unread(failure)))
          .thenCompose(answer -> answer)
          .thenApply(this::write);
    }
    if (!request.entity().isStrict()) {
      request.discardEntityBytes(system);
    }
    return tracking.answer(read(request, "")).thenApply(this::write);
  }

  private CompletionStage<String> body(RequestEntity entity) {
    if (entity.getContentLengthOption().orElse(0) > settings.bodyBytes()) {
      return CompletableFuture.failedFuture(
          EntityStreamSizeException.apply(settings.bodyBytes(), scala.Option.empty()));
    }
    return entity
        .toStrict(settings.bodyLimit().toMillis(), system)
        .thenApply(strict -> strict.getData().decodeString(StandardCharsets.ISO_8859_1));
  }

  /** The body was too long, or did not come in time; Pekko closes the connection then. */
  private static TrackAnswer unread(Throwable failure) {
    var cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    var status = cause instanceof EntityStreamSizeException ? 413 : 408;
    return TrackAnswers.empty(status);
  }

  private static TrackRequest read(HttpRequest request, String body) {
    return new TrackRequest(
        request.method().value(),
        request.getUri().getPathString(),
        name -> header(request, name),
        peer(request),
        body);
  }

  private static Optional<String> header(HttpRequest request, String name) {
    Optional<String> found = Optional.empty();
    for (var header : request.getHeaders()) {
      if (header.name().equalsIgnoreCase(name)) {
        var value = header.value();
        found = Optional.of(found.map(before -> before + ", " + value).orElse(value));
      }
    }
    return found;
  }

  private static Optional<InetAddress> peer(HttpRequest request) {
    return request.getAttribute(AttributeKeys.remoteAddress).flatMap(RemoteAddress::getAddress);
  }

  private HttpResponse write(TrackAnswer answer) {
    var headers = new ArrayList<HttpHeader>(answer.headers().size() + 1);
    headers.add(RawHeader.create("Request-Id", requestIds.next()));
    for (var header : answer.headers()) {
      headers.add(RawHeader.create(header.name(), header.value()));
    }
    var response =
        HttpResponse.create().withStatus(StatusCodes.get(answer.status())).addHeaders(headers);
    return answer.contentType().isEmpty()
        ? response
        : response.withEntity(
            HttpEntities.create(contentType(answer.contentType().get()), answer.body()));
  }

  private static ContentType contentType(String text) {
    return ContentTypes.parse(text);
  }
}
