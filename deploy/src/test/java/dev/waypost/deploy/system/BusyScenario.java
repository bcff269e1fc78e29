package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot have what it needs says so, and ends with the code that stands for it. */
final class BusyScenario {
  private static final Map<String, String> NOTHING = Map.of();

  @TempDir Path folder;

  @Test
  void serve_folderOfAnotherProcess_exits4AndLeavesTheOtherAlone() throws Exception {
    var data = folder.resolve("data");
    try (var first = NodeProcess.in(data, NOTHING, "").start().awaitReady();
        var second = NodeProcess.in(data, NOTHING, "")) {
      var ran = second.run("serve");

      assertThat(ran.exit()).as(ran.said()).isEqualTo(4);
      assertThat(ran.said()).contains("data folder", data.toString(), "process");
      assertThat(ran.said()).doesNotContain("\tat ");
      assertThat(first.isReady()).isTrue();
      assertThat(first.stop()).isZero();
    }
  }

  @Test
  void serve_apiPortTaken_exits4AndNamesThePort() throws Exception {
    assertPortIsMissed("WAYPOST_API_PORT");
  }

  @Test
  void serve_trackPortTaken_exits4AndNamesThePort() throws Exception {
    assertPortIsMissed("WAYPOST_TRACK_PORT");
  }

  private void assertPortIsMissed(String variable) throws Exception {
    try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var node =
            NodeProcess.in(
                folder.resolve("data"),
                Map.of(variable, Integer.toString(holder.getLocalPort())),
                "")) {
      var ran = node.run("serve");

      assertThat(ran.exit()).as(ran.said()).isEqualTo(4);
      assertThat(ran.said()).contains("port " + holder.getLocalPort(), variable);
      assertThat(ran.said()).doesNotContain("\tat ");
    }
  }

  /** Root may write anywhere, so what cannot be a folder stands in for what may not be written. */
  @Test
  void serve_folderThatCannotBeMade_exits3AndNamesIt() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "not a folder");
    try (var node = NodeProcess.in(folder.resolve("data"), Map.of(), "")) {
      var ran = node.run(Map.of("WAYPOST_DATA", file.resolve("data").toString()), "serve");

      assertThat(ran.exit()).as(ran.said()).isEqualTo(3);
      assertThat(ran.said()).contains(file.toString());
      assertThat(ran.said()).doesNotContain("\tat ");
    }
  }
}
