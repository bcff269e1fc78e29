package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.http.ops.Operations;
import dev.waypost.http.server.CannotListen;
import dev.waypost.http.server.Instruments;
import dev.waypost.http.server.Listener;
import dev.waypost.http.server.Listening;
import dev.waypost.http.server.Room;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/** The sender API on its port, with health and metrics beside it or on a port of their own. */
public final class ApiServer {
  private final Routes routes;
  private final Listening api;
  private final Optional<Listening> operations;
  private final EventResource events;
  private final Rooms rooms;

  private ApiServer(
      Routes routes,
      Listening api,
      Optional<Listening> operations,
      EventResource events,
      Rooms rooms) {
    this.routes = routes;
    this.api = api;
    this.operations = operations;
    this.events = events;
    this.rooms = rooms;
  }

  /**
   * Opens the ports. May be called before the engine can answer: until then callers are told to
   * come back.
   *
   * @return fails with {@link CannotListen}, and then holds no port
   */
  public static CompletionStage<ApiServer> start(
      ApiSettings settings,
      ClassicActorSystemProvider system,
      Engine engine,
      ApiKeys keys,
      Operations operations,
      Instruments instruments) {
    var limits = settings.limits();
    var patient = new TimedEngine(engine, limits.engineTime());
    var events = new EventResource(patient, settings.events());
    var rooms = Rooms.of(limits);
    var routes =
        new Routes(patient, keys, limits, rooms, events, Materializer.matFromSystem(system));
    var most = settings.listener().limits().requests();
    var requests = new Room(most, most + " requests are being answered already: try again later");
    return Listener.open(
            settings.listener(),
            system,
            instruments,
            request ->
                settings
                    .operations()
                    .map(own -> Optional.<CompletionStage<HttpResponse>>empty())
                    .orElseGet(() -> operations.answer(request))
                    .orElseGet(() -> requests.during(() -> routes.answer(request))))
        .thenCompose(
            api ->
                settings
                    .operations()
                    .map(own -> operations.open(own, system, instruments).thenApply(Optional::of))
                    .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                    .thenApply(beside -> new ApiServer(routes, api, beside, events, rooms))
                    .exceptionallyCompose(
                        failure ->
                            api.terminate(Duration.ZERO)
                                .thenCompose(done -> CompletableFuture.failedFuture(failure))));
  }

  /** What is offered there. */
  Routes routes() {
    return routes;
  }

  public int port() {
    return api.port();
  }

  /** What requests share, and how often it was too little. */
  public Rooms rooms() {
    return rooms;
  }

  /** What is counted of event streams. */
  public EventCounters eventCounters() {
    return events.counters();
  }

  /**
   * Takes no new connections, ends live streams, lets requests in flight end, and closes what is
   * left after {@code drain}.
   */
  public CompletionStage<Void> terminate(Duration drain) {
    events.close();
    return operations
        .map(own -> own.terminate(drain))
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenCombine(api.terminate(drain), (a, b) -> b);
  }
}
