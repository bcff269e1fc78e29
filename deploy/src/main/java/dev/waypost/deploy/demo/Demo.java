package dev.waypost.deploy.demo;

import dev.waypost.deploy.client.ApiClient;
import dev.waypost.deploy.client.ApiProblem;
import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.mailbox.KeptMails;
import dev.waypost.persistence.audit.AuditReport;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;

/**
 * Sends the newsletter, lets the audience react, waits until all is counted and compares. Talks to
 * the node only as the world does: by its API, by SMTP, by tracked links.
 */
public final class Demo {
  private static final long SEED = 48;
  private static final long POLL_MILLIS = 100;
  private static final int READ_AT_ONCE = 500;

  /** Nobody clicks on a mail that came in this moment, and the rules know that. */
  private static final Duration NOTICING = Duration.ofMillis(1_500);

  /** Longest time in which nothing moves. */
  private static final Duration STALL = Duration.ofSeconds(30);

  /** Makes a progress bar. */
  @FunctionalInterface
  public interface Bars {
    ProgressBar bar(String task, long steps);
  }

  /**
   * What the demo works with.
   *
   * @param track base of tracked links
   * @param recount the audit
   */
  public record Stage(
      ApiClient api,
      URI track,
      KeptMails mails,
      Supplier<AuditReport> recount,
      Bars bars,
      PrintStream out) {}

  private final Stage stage;
  private final String campaign;
  private final Crowd crowd;
  private final Tally tally = new Tally();
  private int planned;

  /**
   * @param campaign a name that is not taken yet
   * @param people at least 1
   */
  public Demo(Stage stage, String campaign, int people) {
    this.stage = stage;
    this.campaign = campaign;
    this.crowd = Crowd.of(people, SEED);
  }

  /** Runs to the summary; {@code OK} only if everything adds up. */
  public Exit run() throws InterruptedException {
    try (var visitor = new Visitor(tally)) {
      return run(visitor);
    } catch (ApiProblem e) {
      e.errors().forEach(stage.out()::println);
      throw new Trouble(
          Exit.FAILED, "the API refused the demo: " + e.getMessage(), "please report this", e);
    } catch (IOException e) {
      throw new Trouble(
          Exit.FAILED, "the node stopped answering: " + e, "look at its log above", e);
    }
  }

  private Exit run(Visitor visitor) throws InterruptedException, IOException, ApiProblem {
    stage.api().putCampaign(campaign, Newsletter.campaign());
    var batch =
        stage
            .api()
            .postRecipients(
                campaign,
                BodyPublishers.ofByteArray(crowd.ndjson()),
                "application/x-ndjson",
                campaign)
            .batch();
    var before = stage.mails().arrived();
    var start = System.nanoTime();
    stage.api().launch(campaign, Optional.empty());
    var audience = new Audience(visitor, tally, new SplittableRandom(SEED));
    var reads = receive(audience, before);
    var deliveryNanos = System.nanoTime() - start;
    var arrived = stage.mails().arrived() - before;
    Thread.sleep(NOTICING.toMillis());
    var clickStart = System.nanoTime();
    try (var bar = stage.bars().bar("Reading, clicking", Audience.steps(reads))) {
      audience.react(reads, bar);
    }
    var clickNanos = System.nanoTime() - clickStart;
    var counted = settle();
    var findings = Findings.of(counted, batch, crowd, arrived, tally);
    var equations = stage.recount().get();
    new Summary(stage.out())
        .print(
            new Summary.Results(
                batch,
                counted,
                stage.api().links(campaign),
                crowd.lines().size(),
                arrived,
                Duration.ofNanos(deliveryNanos),
                Duration.ofNanos(clickNanos),
                visitor.redirectMicros(),
                tally,
                findings,
                equations));
    if (!equations.holds()) {
      return Exit.EQUATIONS;
    }
    return findings.differences().isEmpty() ? Exit.OK : Exit.FAILED;
  }

  /** Reads the mails as they come in, until the campaign is finished and all have been read. */
  private List<Audience.Read> receive(Audience audience, long before)
      throws InterruptedException, IOException, ApiProblem {
    var reads = new ArrayList<Audience.Read>();
    var last = before;
    var lastMove = System.nanoTime();
    try (var bar = stage.bars().bar("Sending", crowd.people().size())) {
      while (true) {
        var state = stage.api().campaign(campaign).at("state").asText().orElse("");
        var mails = stage.mails().after(last, READ_AT_ONCE);
        for (var mail : mails) {
          if (mail.number() != last + 1) {
            throw new IllegalStateException("the mailbox dropped mails before they were read");
          }
          last = mail.number();
          read(audience, TrackedMail.read(mail, stage.track()), reads);
        }
        if (!mails.isEmpty()) {
          bar.stepTo(last - before);
          lastMove = System.nanoTime();
        } else if (state.equals("finished") && last == stage.mails().arrived()) {
          return reads;
        } else {
          stallAfter(lastMove, "the campaign is " + state + " and no mail comes any more");
          Thread.sleep(POLL_MILLIS);
        }
      }
    }
  }

  private void read(Audience audience, TrackedMail mail, List<Audience.Read> reads) {
    var person = crowd.people().get(mail.to());
    if (person == null) {
      tally.fault("mail to a stranger");
      return;
    }
    audience.plan(mail, person, planned++).ifPresent(reads::add);
  }

  /** Waits until all hits are counted, or nothing changes any more. */
  private Json settle() throws InterruptedException, IOException, ApiProblem {
    var counted = stage.api().campaign(campaign);
    var lastMove = System.nanoTime();
    while (!Findings.isSettled(counted, tally) && !isOver(lastMove)) {
      Thread.sleep(POLL_MILLIS);
      var now = stage.api().campaign(campaign);
      if (!now.at("engagement").equals(counted.at("engagement"))) {
        lastMove = System.nanoTime();
      }
      counted = now;
    }
    return counted;
  }

  private static void stallAfter(long lastMoveNanos, String what) {
    if (isOver(lastMoveNanos)) {
      throw new Trouble(
          Exit.FAILED,
          what + ", for " + STALL.toSeconds() + " seconds",
          "run it again with WAYPOST_DEBUG=1 and look at the log");
    }
  }

  private static boolean isOver(long lastMoveNanos) {
    return System.nanoTime() - lastMoveNanos > STALL.toNanos();
  }
}
