package dev.waypost.http.server;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.ServerBinding;

/** A port that is open. */
public final class Listening {
  private final ServerBinding binding;

  Listening(ServerBinding binding) {
    this.binding = binding;
  }

  public int port() {
    return binding.localAddress().getPort();
  }

  /**
   * Takes no new connections, lets requests in flight end, and closes what is left after {@code
   * drain}. May be called more than once.
   */
  public CompletionStage<Void> terminate(Duration drain) {
    return binding.terminate(drain).thenAccept(done -> {});
  }
}
