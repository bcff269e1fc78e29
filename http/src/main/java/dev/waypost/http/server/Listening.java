package dev.waypost.http.server;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.stream.javadsl.Tcp;

/** A port that is open. */
public final class Listening {
  private final Tcp.ServerBinding binding;
  private final Connections connections;

  Listening(Tcp.ServerBinding binding, Connections connections) {
    this.binding = binding;
    this.connections = connections;
  }

  public int port() {
    return binding.localAddress().getPort();
  }

  /**
   * Takes no new connections, closes those without a request, lets requests in flight end, and cuts
   * what is left after {@code drain}. May be called more than once.
   */
  public CompletionStage<Void> terminate(Duration drain) {
    return binding.unbind().thenCompose(unbound -> connections.drain(drain));
  }
}
