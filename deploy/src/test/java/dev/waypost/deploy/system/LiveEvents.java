package dev.waypost.deploy.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A reader of server-sent events as a browser has one: whenever the stream ends it comes again with
 * the last id that it has seen. Keeps the data of every event.
 */
final class LiveEvents implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final long AGAIN_MILLIS = 50;

  private final Api api;
  private final String path;
  private final Thread thread;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile String lastId = "";
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger ends = new AtomicInteger();
  private volatile boolean isClosed;

  private LiveEvents(Api api, String path) {
    this.api = api;
    this.path = path;
    this.thread = Thread.ofPlatform().daemon().name("live-events").unstarted(this::follow);
  }

  static LiveEvents follow(Api api, String path) {
    var reader = new LiveEvents(api, path);
    reader.thread.start();
    return reader;
  }

  /** JSON of each event, in the order in which they came. */
  List<String> seen() {
    return seen;
  }

  /** How often a stream was begun. */
  int connections() {
    return connections.get();
  }

  /** How often a stream was ended in order: not cut. */
  int ends() {
    return ends.get();
  }

  private void follow() {
    while (!isClosed) {
      try {
        read();
      } catch (IOException e) {
        // the node is away, or was killed: come again
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void read() throws IOException, InterruptedException {
    Thread.sleep(AGAIN_MILLIS);
    var request = api.request(path).header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    var answer = HTTP.send(request.GET().build(), BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      if (answer.statusCode() != 200) {
        return;
      }
      connections.incrementAndGet();
      var id = lastId;
      var data = "";
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty()) {
          if (!data.isEmpty()) {
            seen.add(data);
          }
          lastId = id;
          data = "";
        }
      }
      ends.incrementAndGet();
    }
  }

  @Override
  public void close() throws InterruptedException {
    isClosed = true;
    thread.interrupt();
    thread.join();
  }
}
