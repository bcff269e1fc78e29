package dev.waypost.deploy;

import dev.waypost.deploy.node.NodeStarter;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Secret;
import dev.waypost.engine.cluster.ClusterEngine;
import dev.waypost.http.api.ApiKeys;
import dev.waypost.http.api.ApiServer;
import dev.waypost.http.api.ApiSettings;
import dev.waypost.http.ops.Operations;
import dev.waypost.http.server.Instruments;
import dev.waypost.http.server.ListenerSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The port of the API, and that of health and metrics if they have one of their own.
 *
 * @param url where somebody on this machine finds it
 */
record ApiPort(ApiServer server, URI url) {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  /** Blocks until the ports are open. */
  static ApiPort open(
      NodeStarter.Order order,
      ActorSystem<Void> system,
      ClusterEngine engine,
      Operations operations,
      Instruments instruments) {
    var settings = order.settings();
    var keys = ApiKeys.ofDefault(order.apiKeys().stream().map(Secret::text).toList());
    var server =
        PortOpening.await(
            settings.bind(),
            settings.ports().api(),
            ApiServer.start(api(settings), system, engine, keys, operations, instruments));
    return new ApiPort(server, url(settings.bind(), server.port()));
  }

  private static ApiSettings api(NodeSettings settings) {
    var own = settings.ports().ops();
    return new ApiSettings(
        new ListenerSettings(settings.bind(), settings.ports().api(), settings.api().port()),
        own.isPresent()
            ? Optional.of(
                new ListenerSettings(settings.bind(), own.getAsInt(), settings.api().port()))
            : Optional.empty(),
        settings.api().limits(),
        settings.events());
  }

  private static URI url(String bind, int port) {
    var host = bind.equals("0.0.0.0") ? "localhost" : bind;
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  /** Blocks. */
  void close() {
    Patience.await(server.terminate(DRAIN), Patience.STOP);
  }
}
