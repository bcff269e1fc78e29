package dev.waypost.http.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.link.TokenKeys;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TrackServerLifeTest {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final TrackSettings SETTINGS =
      new TrackSettings(LONG, LONG, LONG, 8192, LONG, 10, 10, LONG, 1, 0);

  private static CompletableFuture<TrackServer> start(int port) {
    var ports =
        new TrackPorts(
            TokenKeys.random(new Random(1)),
            id -> CompletableFuture.completedFuture(Optional.empty()),
            new RecordingLog(),
            () -> Instant.EPOCH,
            () -> 0,
            nanos -> {});
    var tracking =
        new Tracking(
            ports,
            SETTINGS,
            TrustedProxies.parse(List.of()),
            URI.create("http://localhost"),
            new TrackCounters());
    return TrackServer.start("127.0.0.1", port, SETTINGS, tracking).toCompletableFuture();
  }

  @Test
  void start_portTaken_failsWithThatCause() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var start = start(taken.getLocalPort());

      assertThatThrownBy(() -> start.get(30, TimeUnit.SECONDS))
          .hasStackTraceContaining(BindException.class.getName());
    }
  }

  @Test
  void stop_running_closesThePort() throws Exception {
    var server = start(0).get(30, TimeUnit.SECONDS);
    var address = server.address();
    assertThat(address.getAddress().isLoopbackAddress()).isTrue();

    server.stop(Duration.ofMillis(10)).toCompletableFuture().get(30, TimeUnit.SECONDS);

    assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }
}
