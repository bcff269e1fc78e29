package dev.waypost.deploy.command;

import dev.waypost.deploy.client.ApiClient;
import dev.waypost.deploy.client.ApiProblem;
import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** One run of {@code send}: campaign, rows, launch. Each step may be repeated without harm. */
final class Sending {
  private static final int TRIES = 5;
  private static final long WAIT_SECONDS_MAX = 10;
  private static final String CONTENT_IS_FIXED =
      "a launched campaign keeps its content: put the former content back to go on with it; under"
          + " another name everybody in the file gets a mail, also who has got this one";

  /** What comes after the rows are stored. */
  enum Then {
    LAUNCH,
    LEAVE
  }

  private final Shell shell;
  private final ApiClient client;
  private final Submission submission;

  Sending(Shell shell, ApiClient client, Submission submission) {
    this.shell = shell;
    this.client = client;
    this.submission = submission;
  }

  Exit run(Then then, Optional<String> at) throws InterruptedException {
    var name = submission.campaign();
    var campaign = attempt(() -> client.putCampaign(name, submission.body()), CONTENT_IS_FIXED);
    var ifOver = ifOver(campaign.at("state").asText().orElse(""));
    var submitted = attempt(this::upload, ifOver);
    var batch = submitted.batch();
    report(batch);
    tellOfEarlierRows(submitted, campaign);
    if (then == Then.LEAVE) {
      shell.out().println("Not launched, as asked. Run it again without --draft to launch.");
      return Exit.OK;
    }
    if (batch.at("accepted").asLong() == 0) {
      throw new Trouble(
          Exit.FAILED, "no row was accepted, so nothing was launched", "correct the rows above");
    }
    var launched = attempt(() -> client.launch(name, at), ifOver);
    shell
        .out()
        .printf(
            "Campaign %s is %s. Follow it at %s/v1/campaigns/%s%n",
            name, launched.at("state").asText().orElse("launched"), client.base(), name);
    return Exit.OK;
  }

  private ApiClient.Submitted upload() throws IOException, InterruptedException, ApiProblem {
    try (var bar = ProgressBars.bytes(shell, "Submitting", submission.bytes())) {
      var rows = BodyPublishers.ofInputStream(() -> counted(bar));
      return client.postRecipients(
          submission.campaign(), rows, submission.contentType(), submission.idempotencyKey());
    }
  }

  private InputStream counted(ProgressBar bar) {
    try {
      bar.stepTo(0);
      return new CountedStream(Files.newInputStream(submission.rows()), bar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the batch cannot know: whom the campaign had before. */
  private void tellOfEarlierRows(ApiClient.Submitted submitted, Json campaign) {
    var before = campaign.at("recipients").at("accepted").asLong();
    switch (submitted.novelty()) {
      case REPLAYED ->
          shell.out().println("These rows were submitted before: none of them is new.");
      case FIRST -> {
        if (before > 0) {
          shell
              .out()
              .printf(
                  "The campaign had %d rows before; a row that repeats one of them ends as"
                      + " duplicate and is not mailed again.%n",
                  before);
        }
      }
    }
  }

  /** What to do when a campaign takes no more rows, or cannot be launched. */
  private String ifOver(String state) {
    var ofName = client.base() + "/v1/campaigns/" + submission.campaign();
    return state.equals("cancelled") || state.equals("archived")
        ? "a campaign that is "
            + state
            + " stays so; send under another name only to those who have not got this mail: "
            + ofName
            + "/recipients?state=delivered names who has"
        : "look at its state: " + ofName;
  }

  private void report(Json batch) {
    shell
        .out()
        .printf(
            "Accepted %d, duplicates %d, rejected %d.%n",
            batch.at("accepted").asLong(),
            batch.at("duplicates").asLong(),
            batch.at("rejected").asLong());
    var errors = batch.at("errors").asList();
    errors.forEach(e -> shell.err().println(ApiProblem.line(e)));
    var faults = batch.at("duplicates").asLong() + batch.at("rejected").asLong();
    if (faults > errors.size()) {
      shell
          .err()
          .printf(
              "... and %d more: GET /v1/batches/%s/errors%n",
              faults - errors.size(), batch.at("batch").asText().orElse("?"));
    }
  }

  private interface Call<T> {
    T run() throws IOException, InterruptedException, ApiProblem;
  }

  /** Repeats what may pass: a full or restarting node, a cut connection. */
  private <T> T attempt(Call<T> call, String onWrongState) throws InterruptedException {
    for (var tries = 1; ; tries++) {
      try {
        return call.run();
      } catch (ApiProblem e) {
        if (!e.isPassing() || tries == TRIES) {
          throw refused(e, onWrongState);
        }
        pause(e.retryAfterSeconds());
      } catch (ConnectException e) {
        throw new Trouble(
            Exit.FAILED,
            "nothing answers at " + client.base(),
            "start a node with ./waypost serve, or say with --api where it is",
            e);
      } catch (IOException e) {
        if (tries == TRIES) {
          throw new Trouble(
              Exit.FAILED,
              "the connection to " + client.base() + " broke " + TRIES + " times",
              "run the same command again: it resumes",
              e);
        }
        pause(tries);
      }
    }
  }

  private Trouble refused(ApiProblem e, String onWrongState) {
    e.errors().forEach(line -> shell.err().println(line));
    var remedy =
        switch (e.name()) {
          case "unauthorized", "forbidden" -> "give the right key with --key-file";
          case "wrong-state" -> onWrongState;
          case "" -> "is this the API of Waypost? say with --api where it is";
          case "key-reused" -> "give the campaign another name";
          default -> e.isPassing() ? "run the same command again: it resumes" : "correct it there";
        };
    return new Trouble(Exit.FAILED, String.valueOf(e.getMessage()), remedy, e);
  }

  private static void pause(long seconds) throws InterruptedException {
    Thread.sleep(Math.max(1, Math.min(seconds, WAIT_SECONDS_MAX)) * 1000);
  }
}
