package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.id.SenderId;
import dev.waypost.http.ops.Operations;
import dev.waypost.http.ops.Readiness;
import dev.waypost.http.server.Instruments;
import dev.waypost.http.server.ListenerSettings;
import dev.waypost.http.server.PortCounters;
import dev.waypost.http.server.PortSettings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.ActorSystem;

/** A server of the API on loopback, a fake engine behind it, and a client before it. */
final class ApiFixture implements AutoCloseable {
  static final String CAMPAIGN =
      """
      {"from": {"name": "Acme", "email": "news@acme.example"}, "subject": "Hello {{name}}",
       "html": "<p>Hi</p>"}
      """;

  final ActorSystem system = ActorSystem.create("api-test");
  final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  final PortCounters counters = new PortCounters();
  final ApiServer server;
  volatile FakeEngine engine = new FakeEngine();
  volatile Readiness readiness = Readiness.OK;
  volatile LongSupplier ticker = System::nanoTime;

  ApiFixture(ApiSettings.Limits limits) {
    this(PortSettings.DEFAULT, limits);
  }

  ApiFixture(PortSettings port, ApiSettings.Limits limits) {
    this(port, limits, EventSettings.DEFAULT);
  }

  ApiFixture(PortSettings port, ApiSettings.Limits limits, EventSettings events) {
    server =
        await(
            ApiServer.start(
                new ApiSettings(
                    new ListenerSettings("127.0.0.1", 0, port), Optional.empty(), limits, events),
                system,
                proxy(),
                new ApiKeys(Map.of("wp_one", SenderId.DEFAULT, "wp_two", new SenderId("other"))),
                new Operations(() -> "up 1\n", () -> readiness),
                new Instruments(
                    counters, new SplittableRandom(7)::nextLong, () -> ticker.getAsLong())));
  }

  ApiFixture() {
    this(ApiSettings.Limits.DEFAULT);
  }

  /** Each test has an engine of its own behind the one server. */
  private Engine proxy() {
    return (Engine)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> {
              return method.invoke(engine, arguments);
            });
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("did not complete: " + e, e);
    }
  }

  /** Until it is so; what ends on the other side of a connection is seen a little later. */
  static void awaitUntil(BooleanSupplier isSo) {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not become so");
      }
      Thread.onSpinWait();
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer wp_one");
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + request, e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  HttpResponse<String> json(String method, String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  HttpResponse<String> submit(String type, byte[] body, String... headers) {
    var request =
        request("/v1/campaigns/spring/recipients")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  /** A campaign that takes recipients. */
  void createCampaign() {
    var response = json("PUT", "/v1/campaigns/spring", CAMPAIGN);
    if (response.statusCode() != 201) {
      throw new AssertionError(List.of(response.statusCode(), response.body()).toString());
    }
  }

  @Override
  public void close() {
    client.close();
    await(server.terminate(Duration.ofMillis(1)));
    system.terminate();
    await(system.getWhenTerminated());
  }
}
