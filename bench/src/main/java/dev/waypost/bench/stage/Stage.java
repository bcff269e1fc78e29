package dev.waypost.bench.stage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a suite is given.
 *
 * @param folder for its files; empty at the beginning, deleted afterwards
 * @param server an address of PostgreSQL; when absent the suite starts one
 * @param progress takes a line now and then, for whoever waits
 */
public record Stage(
    Scale scale,
    Path folder,
    NodeCommand node,
    Optional<ServerAddress> server,
    Consumer<String> progress) {
  public void say(String line) {
    progress.accept(line);
  }
}
