package dev.waypost.http.track;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tracking port, on Pekko HTTP in a local actor system of its own. */
public final class TrackServer {
  private static final Logger LOG = LoggerFactory.getLogger(TrackServer.class);

  private final ActorSystem system;
  private final ServerBinding binding;

  private TrackServer(ActorSystem system, ServerBinding binding) {
    this.system = system;
    this.binding = binding;
  }

  /**
   * Warms up and binds.
   *
   * @param port 0 takes any free one
   * @return fails with {@link java.net.BindException} in its causes when the port is taken
   */
  public static CompletionStage<TrackServer> start(
      String host, int port, TrackSettings settings, Tracking tracking) {
    var system = TrackSystemSettings.start(settings);
    var exchange = new Exchange(tracking, settings, system);
    return WarmUp.run(tracking, settings, system)
        .thenCompose(warm -> Http.get(system).newServerAt(host, port).bind(exchange::respond))
        .handle(
            (binding, failure) -> {
              if (failure == null) {
                LOG.info("Tracking listens on {}.", binding.localAddress());
                return CompletableFuture.completedFuture(new TrackServer(system, binding));
              }
              var unused = system.terminate();
              return CompletableFuture.<TrackServer>failedFuture(failure);
            })
        .thenCompose(stage -> stage);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Accepts no more connections, answers what is under way for so long, and ends. */
  public CompletionStage<Done> stop(Duration grace) {
    return binding
        .terminate(grace)
        .handle(
            (terminated, failure) -> {
              if (failure != null) {
                LOG.warn("The tracking port did not close in order.", failure);
              }
              return system.terminate();
            })
        .thenCompose(ending -> system.getWhenTerminated())
        .thenApply(ended -> Done.getInstance());
  }
}
