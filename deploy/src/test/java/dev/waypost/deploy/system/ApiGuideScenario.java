package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide and the README, followed by somebody who pastes every command into a shell. A command
 * is expected to succeed, or to get the status that its comment begins with ({@code # 409: ...}); a
 * JSON block right behind a shell block shows what its last {@code curl} is answered with, three
 * dots standing for anything.
 */
final class ApiGuideScenario {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void guide_followedWordByWord_works() throws Exception {
    if (!Shell.isThere()) {
      return;
    }
    try (var node = start()) {
      var steps = Guide.read(Path.of("../docs/API.md"));
      var shell = new Shell(folder, node.apiUrl());

      for (var step : steps) {
        step.follow(shell);
      }

      assertThat(steps).hasSizeGreaterThan(8);
      assertThat(steps.stream().filter(Guide.Step::showsAnAnswer).count()).isGreaterThan(3);
      node.api().awaitState("spring", "finished", SOON);
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  @Test
  void readme_firstCampaign_arrives() throws Exception {
    if (!Shell.isThere()) {
      return;
    }
    try (var node = start()) {
      var shell = new Shell(folder, node.apiUrl());
      var steps =
          Guide.read(Path.of("../README.md")).stream()
              .filter(step -> step.commands().contains("curl "))
              .toList();
      assertThat(steps).isNotEmpty();

      for (var step : steps) {
        step.follow(shell);
      }

      node.api().awaitState("hello", "finished", SOON);
      assertThat(Recipients.count(node.api().campaign("hello"), "delivered")).isEqualTo(2);
    }
  }

  /** With its key where people find it. */
  private TestNode start() throws Exception {
    var data = Files.createDirectories(folder.resolve("data"));
    var node = TestNode.start(data, Map.of(), "");
    Files.writeString(data.resolve("api-key"), TestNode.KEY);
    return node;
  }
}
