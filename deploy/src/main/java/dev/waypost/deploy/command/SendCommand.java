package dev.waypost.deploy.command;

import dev.waypost.deploy.client.ApiClient;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "send",
    description = "Submits a campaign with its recipients and launches it. A rerun resumes.",
    footer = {
      "%nExamples:",
      "  ./waypost send hello.json people.csv     asks first",
      "  ./waypost send hello.json people.ndjson --yes --at 2026-12-01T08:00:00+01:00",
      "  ./waypost send hello.json people.csv --draft --api http://node:8080 --key-file k"
    })
final class SendCommand implements Callable<Integer> {
  private static final String API_PORT = dev.waypost.deploy.setting.Option.API_PORT.variable();

  private final Shell shell;

  @Parameters(
      index = "0",
      paramLabel = "CAMPAIGN.json",
      description =
          "The campaign as the API takes it. Its name is the file's name without .json, or what"
              + " a field \"campaign\" in it says.")
  private Path campaign = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "RECIPIENTS",
      description = "The recipients: a .csv or .ndjson file.")
  private Path recipients = Path.of("");

  @Option(
      names = "--api",
      paramLabel = "URL",
      description =
          "Where the API is, with or without /v1; by default this machine's, on WAYPOST_API_PORT or"
              + " 8080.")
  private @Nullable String api;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description =
          "File with the API key; by default WAYPOST_API_KEY, WAYPOST_API_KEY_FILE or the key in"
              + " the data folder.")
  private @Nullable Path keyFile;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Launch then, as 2026-12-01T08:00:00+01:00; by default now.")
  private @Nullable String at;

  @Option(names = "--draft", description = "Submit only, launch nothing.")
  private boolean draft;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  SendCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    var base = base();
    var submission = Submission.read(campaign, recipients);
    if (!draft) {
      confirm(submission, base);
    }
    try (var client = new ApiClient(base, ClientKey.find(shell, Optional.ofNullable(keyFile)))) {
      return new Sending(shell, client, submission)
          .run(draft ? Sending.Then.LEAVE : Sending.Then.LAUNCH, Optional.ofNullable(at))
          .code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble(Exit.FAILED, "interrupted", "run the same command again: it resumes", e);
    }
  }

  private void checkUsage() {
    if (draft && at != null) {
      throw new ParameterException(
          spec.commandLine(), "--draft launches nothing, so --at cannot go with it");
    }
    if (at != null) {
      try {
        OffsetDateTime.parse(at);
      } catch (DateTimeParseException e) {
        throw new ParameterException(
            spec.commandLine(),
            "--at needs a time with its offset, as 2026-12-01T08:00:00+01:00, got \"" + at + "\"",
            e);
      }
    }
    var name = recipients.toString().toLowerCase(Locale.ROOT);
    if (!(name.endsWith(".csv") || name.endsWith(".ndjson"))) {
      throw new ParameterException(
          spec.commandLine(), "RECIPIENTS must end in .csv or .ndjson, got \"" + recipients + "\"");
    }
    if (!draft && !yes && shell.terminal() == Shell.Terminal.NOBODY) {
      throw new ParameterException(
          spec.commandLine(), "nobody is there to ask: add --yes to send, or --draft not to");
    }
  }

  private URI base() {
    try {
      return Optional.ofNullable(api)
          .map(ApiAddress::parse)
          .orElseGet(
              () -> ApiAddress.local(Optional.ofNullable(shell.environment().get(API_PORT))));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void confirm(Submission submission, URI base) throws IOException {
    if (yes) {
      return;
    }
    shell
        .out()
        .printf(
            "Send campaign \"%s\" to the recipients in %s through %s%s? [y/N] ",
            submission.campaign(),
            recipients.getFileName(),
            base,
            at == null ? ", now" : ", at " + at);
    shell.out().flush();
    var answer = Optional.ofNullable(shell.in().readLine()).orElse("");
    if (!answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new Trouble(
          Exit.FAILED, "not sent", "answer y to send, or use --draft to submit without launching");
    }
  }
}
