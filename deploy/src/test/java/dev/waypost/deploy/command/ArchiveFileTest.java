package dev.waypost.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFileTest {
  @TempDir Path folder;

  @Test
  void write_whenTheDiskIsFull_blamesTheFileAndLeavesNothing() throws IOException {
    var file = folder.resolve("spring.ndjson.gz");
    var full = CompletableFuture.failedStage(new UncheckedIOException(new IOException("full")));

    assertThatThrownBy(() -> ArchiveFile.write(file, out -> Awaited.of(full)))
        .isInstanceOf(Trouble.class)
        .hasMessageContainingAll(file.toString(), "cannot be written", "full");

    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void write_whole_isThereUnderItsName() throws IOException {
    var file = folder.resolve("spring.ndjson.gz");

    ArchiveFile.write(file, out -> out.append("line\n"));

    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }
}
