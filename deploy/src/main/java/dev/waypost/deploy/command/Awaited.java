package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Waits for what a command does to the database. */
final class Awaited {
  private static final String AGAIN = "run the same command again: it goes on";

  private Awaited() {}

  /**
   * What the stage brings. What is done when it fails is on disk, and is not done again.
   *
   * @throws UncheckedIOException as the stage failed with it: a file of the command, no database
   */
  static <T> T of(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UncheckedIOException ofFile) {
        throw ofFile;
      }
      throw new Trouble(Exit.FAILED, "the database did not do it: " + e.getCause(), AGAIN, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble(Exit.FAILED, "interrupted", AGAIN, e);
    }
  }
}
