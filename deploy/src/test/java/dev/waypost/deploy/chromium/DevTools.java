package dev.waypost.deploy.chromium;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The connection to a browser: calls with their answers, and events. Safe for many threads. */
final class DevTools implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  /**
   * What the browser tells unasked.
   *
   * @param session of the tab or frame it is about; empty for the browser's own
   */
  record Event(String session, String method, Json params) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Long, CompletableFuture<Json>> asked = new ConcurrentHashMap<>();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong lastId = new AtomicLong();
  private final WebSocket socket;

  private DevTools(URI address) {
    this.socket =
        http.newWebSocketBuilder()
            .connectTimeout(ANSWER_LIMIT)
            .buildAsync(address, new Incoming())
            .join();
  }

  static DevTools connect(URI address) {
    return new DevTools(address);
  }

  /** Listeners run on the connection's thread: they may {@link #send}, never {@link #call}. */
  void listen(Consumer<Event> listener) {
    listeners.add(listener);
  }

  /** Waits for the answer; fails with what the browser says when it refuses. */
  Json call(String session, String method, Map<String, Json> params) {
    try {
      return send(session, method, params).get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + method, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Chromium: " + method + " " + params + ": " + e, e);
    }
  }

  CompletableFuture<Json> send(String session, String method, Map<String, Json> params) {
    var id = lastId.incrementAndGet();
    var message = new LinkedHashMap<String, Json>();
    message.put("id", Json.number(id));
    message.put("method", Json.text(method));
    message.put("params", Json.object(params));
    if (!session.isEmpty()) {
      message.put("sessionId", Json.text(session));
    }
    var answer = new CompletableFuture<Json>();
    asked.put(id, answer);
    sendText(Json.object(message).print());
    return answer;
  }

  private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

  /** One text at a time, as the socket wants it. */
  private synchronized void sendText(String text) {
    sending = sending.thenCompose(sent -> socket.sendText(text, true));
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }

  private void received(Json message) {
    var id = message.at("id").asLong();
    if (id == 0) {
      var event =
          new Event(
              message.at("sessionId").asText().orElse(""),
              message.at("method").asText().orElse(""),
              message.at("params"));
      listeners.forEach(listener -> listener.accept(event));
      return;
    }
    var answer = Optional.ofNullable(asked.remove(id)).orElseThrow();
    if (message.at("error") instanceof Json.Members error) {
      answer.completeExceptionally(new IOException(error.print()));
    } else {
      answer.complete(message.at("result"));
    }
  }

  private final class Incoming implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        var whole = text.toString();
        text.setLength(0);
        try {
          received(Json.parse(whole.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
          throw new IllegalStateException("no JSON from Chromium", e);
        }
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      asked.values().forEach(answer -> answer.completeExceptionally(failure));
    }
  }
}
