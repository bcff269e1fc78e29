package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    description = "Runs a load suite; this version has none yet.",
    footer = {"%nExamples:", "  ./waypost bench redirect --json figures.json"})
final class BenchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SUITE",
      description = "redirect, intake, recovery, campaign, delivery or cluster.")
  private String suite = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures there.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    throw new Trouble(
        Exit.USAGE,
        "there is no suite \"" + suite + "\"" + (json == null ? "" : " to write " + json + " from"),
        "this version has no load suites yet; they come with the next one");
  }
}
