package dev.waypost.bench.recovery;

import dev.waypost.bench.load.Stopwatch;
import dev.waypost.bench.load.Timetable;
import dev.waypost.bench.postgres.PostgresServer;
import dev.waypost.bench.postgres.Schema;
import dev.waypost.bench.postgres.StoredBatches;
import dev.waypost.bench.recovery.RecoverySuite.Plan;
import dev.waypost.bench.report.Findings;
import dev.waypost.bench.report.Latency;
import dev.waypost.bench.report.Run;
import dev.waypost.bench.stage.BenchFailure;
import dev.waypost.bench.stage.Stage;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.view.Projection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** Views beside recipients that write: how quickly may these write until those fall behind? */
record Following(Stage stage, PostgresServer server, Plan plan) {
  /** Seconds that figures may be old. */
  private static final double OLD_MAX = 5;

  /** Later ones have no batch, which makes them cheaper for the views. */
  private static final int MAILS = 64;

  private static final int OUTSTANDING_MAX = 200_000;
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(5);

  /**
   * One rate that was tried.
   *
   * @param ages of the oldest event that was not counted, in seconds, one for each look
   */
  private record Attempt(double perSecond, List<Double> ages, Stopwatch took, boolean isWritten) {
    double oldest() {
      return ages.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** Young enough, and no older at the end than in the middle. */
    boolean isFollowed() {
      return isWritten && oldest() <= OLD_MAX && mean(0.75, 1) <= mean(0.25, 0.5) + 0.5;
    }

    private double mean(double from, double to) {
      var size = ages.size();
      return ages.subList((int) (size * from), (int) (size * to)).stream()
          .mapToDouble(Double::doubleValue)
          .average()
          .orElse(0);
    }
  }

  void measure(Findings findings) throws InterruptedException {
    var database = server.database("views");
    Schema.create(database);
    var pages = plan.recipients() / Life.PAGE + 1;
    for (var mail = 0; mail < MAILS; mail++) {
      var batch = Life.batch(mail).value();
      StoredBatches.add(database, Life.campaign(mail), batch, pages, Life.PAGE);
    }
    var opened = Schema.open(database);
    var views = new Projection(opened, ActorSettings.views(), InstantSource.system());
    var system = Journal.Ours.start(opened);
    try {
      open(system, pages);
      var habit = new Journal.Ours(database, Being.Snapshots.SOME).habit();
      var herd = new Herd(system, habit);
      herd.wake(0, plan.recipients(), 1);
      views.start();
      follow(herd, views, findings);
    } finally {
      Journal.end(system);
      views.close();
      opened.close();
      server.drop(database);
    }
  }

  private void follow(Herd herd, Projection views, Findings findings) throws InterruptedException {
    stage.say("views: as fast as it goes");
    catchUp(views);
    var begin = System.nanoTime();
    var burst = herd.persist(plan.warmEvents());
    catchUp(views);
    var ceiling = burst.operations() / ((System.nanoTime() - begin) / 1e9);
    findings.run(
        Run.of("views", "all written at once, until counted", "events", ceiling)
            .with(burst.took().latency("persist one of many at a time", Latency.Loop.CLOSED))
            .withErrors(burst.errors()));

    Optional<Attempt> best = Optional.empty();
    var rate = ceiling;
    for (var step = 0; step < plan.viewSteps(); step++) {
      stage.say("views: %,.0f events/s".formatted(rate));
      var attempt = write(herd, views, rate);
      catchUp(views);
      if (attempt.isFollowed()) {
        if (best.isEmpty() || best.get().perSecond() < rate) {
          best = Optional.of(attempt);
        }
        rate *= 1.2;
      } else {
        rate *= best.isPresent() ? 0.9 : 0.7;
      }
    }
    best.ifPresentOrElse(
        attempt ->
            findings.run(
                Run.of("views", "written by a timetable, followed", "events", attempt.perSecond())
                    .with(attempt.took().latency("persist, from when due", Latency.Loop.OPEN))
                    .with("oldest not counted, seconds", attempt.oldest())),
        () -> findings.note("Views: at none of the rates that were tried did they follow."));
  }

  /** For some seconds; looks at the age of the oldest event that is not counted meanwhile. */
  private Attempt write(Herd herd, Projection views, double perSecond) throws InterruptedException {
    var members = herd.members();
    var took = new Stopwatch();
    var done = new AtomicLong();
    var ages = new ArrayList<Double>();
    var timetable = Timetable.of(perSecond);
    var total = Math.round(perSecond * plan.viewSeconds());
    var nextLook = System.nanoTime();
    var isWritten = true;
    for (var n = 0L; n < total && isWritten; n++) {
      var due = timetable.await(n);
      var member = members.get((int) (n % members.size()));
      member.tell(new Being.Go(1, due, took, done::incrementAndGet));
      if (due >= nextLook) {
        views
            .lag()
            .thenAccept(
                lag -> {
                  synchronized (ages) {
                    ages.add(lag.behind().toNanos() / 1e9);
                  }
                });
        nextLook = due + LOOK.toNanos();
        isWritten = n - done.get() < OUTSTANDING_MAX;
      }
    }
    var limit = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
    while (isWritten && done.get() < total) { // what is late still has to come in
      isWritten = System.nanoTime() < limit;
      Thread.sleep(LOOK.toMillis() / 5);
    }
    synchronized (ages) {
      return new Attempt(perSecond, List.copyOf(ages), took, isWritten);
    }
  }

  private void open(ActorSystem system, int pages) throws InterruptedException {
    var written = new CountDownLatch(MAILS);
    for (var mail = 0; mail < MAILS; mail++) {
      var campaign = new CampaignId(SenderId.DEFAULT, Life.campaign(mail));
      var stored =
          new CampaignEvent.BatchStored(Life.batch(mail), pages, pages * Life.PAGE, Instant.now());
      Adapter.spawnAnonymous(system, Opening.create(campaign, stored)).tell(written::countDown);
    }
    written.await();
  }

  private static void catchUp(Projection views) throws InterruptedException {
    var limit = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
    try {
      while (views.lag().toCompletableFuture().get().eventsBehind() > 0) {
        if (System.nanoTime() > limit) {
          throw new BenchFailure("the views do not catch up", "see the log above");
        }
        Thread.sleep(LOOK.toMillis() / 5);
      }
    } catch (ExecutionException e) {
      throw new BenchFailure("the views cannot say how far they are", "see the log above", e);
    }
  }
}
