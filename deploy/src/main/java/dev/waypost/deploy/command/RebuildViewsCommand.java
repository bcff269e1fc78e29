package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.view.Projection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "rebuild-views",
    description = {
      "Makes figures, exports, the event stream and the list of campaigns again, from the first"
          + " event of the journal.",
      "A node may run meanwhile: it shows the former ones, and keeps them up to date, until the new"
          + " ones have come as far. Takes twice their room on disk. It may be killed at any time;"
          + " what it has begun is thrown away then, and the next run begins anew."
    },
    footer = {
      "%nExamples:",
      "  ./waypost rebuild-views                  of ./data",
      "  WAYPOST_DB=jdbc:postgresql://db/waypost ./waypost rebuild-views"
    })
final class RebuildViewsCommand implements Callable<Integer> {
  private static final long LOOK_EVERY_MILLIS = 250;

  private final Shell shell;
  @Mixin private final ConfigFile config = new ConfigFile();

  RebuildViewsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var settings = config.load(shell).node();
    try (var database = shell.databases().open(settings)) {
      var rebuilt =
          Projection.rebuild(database, settings.view(), shell.clock()).toCompletableFuture();
      show(database, rebuilt);
      Awaited.of(rebuilt);
    }
    shell.out().println("The views are made again from the journal.");
    return Exit.OK.code();
  }

  private void show(BesideDatabase database, CompletableFuture<Void> rebuilt) {
    try (var bar = ProgressBars.count(shell, "events", 1)) {
      while (!rebuilt.isDone()) {
        Awaited.of(Projection.rebuilt(database).exceptionally(unknown -> Optional.empty()))
            .ifPresent(
                it -> {
                  bar.maxHint(it.last());
                  bar.stepTo(it.ordering());
                });
        Awaited.of(
            rebuilt
                .<Boolean>thenApply(done -> true)
                .exceptionally(failure -> true)
                .completeOnTimeout(false, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS));
      }
    }
  }
}
