package dev.waypost.persistence.hitlog;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.HitIntake;
import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitIntake.Receipt;
import dev.waypost.engine.link.HitLog.Position;
import dev.waypost.persistence.hitlog.Backlog.Entry;
import dev.waypost.persistence.hitlog.Backlog.Errand;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the hits of a log over to the engine: at least once, each recipient's in the order of the
 * log and one list at a time, a generation only after all of the one before is confirmed. A list
 * that nobody confirms is handed over again, for ever. A start begins at the oldest retained
 * segment: recipients know what they have, and a database that has lost its end gets it back.
 *
 * <p>All state belongs to one thread of its own; the intake must not block it.
 */
/*
 * The window holds, in the order of the log, the hits that were read and are not all confirmed; when
 * its head is confirmed the confirmed position moves on. The same entries stand in the backlogs of their
 * recipients, from which lists are made. A hit that somebody waits for, and that the window has not
 * reached, is searched in the log with all of its recipient before it; these go ahead of the window
 * and come again with it, which the recipient's mark makes harmless.
 */
public final class Shipper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
  private static final Duration WARN_INTERVAL = Duration.ofMinutes(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Duration DISK_RETRY = Duration.ofSeconds(1);

  private final FileHitLog log;
  private final HitIntake intake;
  private final ShipperSettings settings;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final HitLogCounters counters;
  private final ScheduledExecutorService loop;
  private final AtomicBoolean woken = new AtomicBoolean();

  private final Confirmed confirmedBefore;
  private final Cursor cursor;
  private final Retention retention;
  private final Deque<Entry> window = new ArrayDeque<>();
  private final Map<RecipientKey, Backlog> backlogs = new HashMap<>();
  private final Deque<Backlog> ready = new ArrayDeque<>();
  private final Map<Position, List<CompletableFuture<Void>>> waiters = new LinkedHashMap<>();
  private final List<Position> unplaced = new ArrayList<>();
  private Confirmed confirmed;
  private int listsUnderWay;
  private int waiting;
  private boolean answering = true;
  private boolean marking;
  private Instant warnedAt = Instant.MIN;

  private Shipper(
      FileHitLog log,
      HitIntake intake,
      HitLogSettings settings,
      InstantSource clock,
      RandomGenerator random)
      throws IOException {
    this.log = log;
    this.intake = intake;
    this.settings = settings.shipper();
    this.clock = clock;
    this.random = random;
    this.counters = log.counters();
    this.confirmedBefore = Confirmed.read(log.folder());
    this.confirmed = confirmedBefore;
    this.cursor = new Cursor(log);
    this.retention = new Retention(log, settings.retention(), clock, confirmed);
    this.loop =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "waypost-hit-shipper");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to ship what the log retains and whatever is appended to it. */
  public static Shipper start(
      FileHitLog log,
      HitIntake intake,
      HitLogSettings settings,
      InstantSource clock,
      RandomGenerator random)
      throws IOException {
    var shipper = new Shipper(log, intake, settings, clock, random);
    shipper.countFound();
    log.attach(shipper);
    shipper.wake();
    shipper.later(SWEEP_INTERVAL, shipper::sweep);
    return shipper;
  }

  private void countFound() throws IOException {
    var found = 0L;
    for (var segment : log.segments()) {
      if (!segment.log().equals(log.id())) {
        var generation = segment.log().generation();
        var last = segment.lastIn(Files.size(segment.path()));
        var from = Math.max(segment.first(), 1);
        if (generation == confirmed.generation()) {
          from = Math.max(from, confirmed.number() + 1);
        }
        if (generation >= confirmed.generation()) {
          found += Math.max(0, last - from + 1);
        }
      }
    }
    counters.add(HitLogCounter.FOUND, found);
    counters.add(HitLogCounter.LOGGED, found);
  }

  /** There may be something to do. Any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      post(
          () -> {
            woken.set(false);
            pump();
          });
    }
  }

  /** See {@link dev.waypost.engine.link.HitLog#shipped}. Fails when too many wait already. */
  CompletionStage<Void> shipped(Position position) {
    var waiter = new CompletableFuture<Void>();
    if (!post(() -> await(position, waiter))) {
      waiter.completeExceptionally(new IllegalStateException("the shipper is closed"));
    }
    return waiter;
  }

  private void await(Position position, CompletableFuture<Void> waiter) {
    if (confirmed.covers(position.log().generation(), position.number())) {
      waiter.complete(null);
    } else if (waiting >= settings.waiters()) {
      waiter.completeExceptionally(
          new IllegalStateException("more than " + settings.waiters() + " wait for shipments"));
    } else {
      waiting++;
      waiters.computeIfAbsent(position, p -> new ArrayList<>()).add(waiter);
      unplaced.add(position);
      pump();
    }
  }

  private void pump() {
    try {
      fill();
      place();
    } catch (IOException e) {
      LOG.error("The hit log in {} cannot be read; trying again.", log.folder(), e);
      later(DISK_RETRY, this::wake);
    }
    while (listsUnderWay < settings.lists() && !ready.isEmpty()) {
      send(ready.removeFirst());
    }
  }

  /** Reads into the window while there is room. */
  private void fill() throws IOException {
    while (window.size() < settings.readAhead()) {
      switch (cursor.next()) {
        case Cursor.Step.Read(var from, var hit) -> {
          var entry = new Entry(from, hit, errand(from.generation(), hit.number()));
          window.add(entry);
          enqueue(entry);
        }
        case Cursor.Step.Damaged(var position) -> damaged(position);
        case Cursor.Step.EndOfGeneration(var ended, var last) -> {
          if (!window.isEmpty()) {
            return;
          }
          cursor.leave();
          confirm(new Confirmed(ended.generation(), last));
        }
        case Cursor.Step.NothingYet() -> {
          return;
        }
      }
    }
  }

  private Errand errand(long generation, long number) {
    return confirmedBefore.covers(generation, number) ? Errand.AGAIN : Errand.FRESH;
  }

  private void damaged(Position position) {
    var isLoss = errand(position.log().generation(), position.number()) == Errand.FRESH;
    counters.add(isLoss ? HitLogCounter.DAMAGED : HitLogCounter.DAMAGED_CONFIRMED, 1);
    LOG.error(
        "Hit {} of generation {} is damaged on disk and {}.",
        position.number(),
        position.log().generation(),
        isLoss ? "lost" : "was confirmed before");
  }

  private void enqueue(Entry entry) {
    var backlog = backlogs.computeIfAbsent(entry.hit.hit().token().recipient(), Backlog::new);
    backlog.waiting.add(entry);
    if (backlog.state == Backlog.State.IDLE) {
      makeReady(backlog);
    }
  }

  private void makeReady(Backlog backlog) {
    backlog.state = Backlog.State.READY;
    if (backlog.urgent) {
      ready.addFirst(backlog);
    } else {
      ready.addLast(backlog);
    }
  }

  /** Brings the hits that somebody waits for to the front. */
  private void place() throws IOException {
    var ahead = new HashMap<RecipientKey, Position>();
    for (var position : List.copyOf(unplaced)) {
      var isRead = cursor.hasPassed(position);
      if (!isRead && (position.number() > log.committed() || !answering)) {
        continue;
      }
      var hit = find(position);
      if (hit.isEmpty()) {
        unplaced.remove(position);
        release(position, Optional.of(new IllegalStateException(position + " is not in the log")));
        continue;
      }
      unplaced.remove(position);
      var recipient = hit.get().hit().token().recipient();
      if (isRead) {
        hasten(recipient, position);
      } else if (cursor.distance(position) <= settings.expediteScan()) {
        ahead.merge(recipient, position, (a, b) -> mark(a).compareTo(mark(b)) >= 0 ? a : b);
      }
    }
    if (!ahead.isEmpty()) {
      goAhead(ahead);
    }
  }

  private static Confirmed mark(Position position) {
    return new Confirmed(position.log().generation(), position.number());
  }

  private Optional<LoggedHit> find(Position position) throws IOException {
    for (var segment : log.segments().reversed()) {
      if (segment.log().equals(position.log()) && segment.first() <= position.number()) {
        return SegmentReader.readOne(segment, position.number());
      }
    }
    return Optional.empty();
  }

  private void hasten(RecipientKey recipient, Position position) {
    var backlog = Optional.ofNullable(backlogs.get(recipient));
    if (backlog.isPresent() && backlog.get().holds(position)) {
      counters.add(HitLogCounter.EXPEDITED, 1);
      hasten(backlog.get());
    } else {
      release(position, Optional.empty());
    }
  }

  private void hasten(Backlog backlog) {
    backlog.urgent = true;
    switch (backlog.state) {
      case IDLE, BACKING_OFF -> makeReady(backlog);
      case READY -> {
        ready.remove(backlog);
        makeReady(backlog);
      }
      case UNDER_WAY -> LOG.trace("It goes on first when its list is confirmed.");
    }
  }

  /** Takes in these recipients' hits up to those positions, before the window reaches them. */
  private void goAhead(Map<RecipientKey, Position> upTo) throws IOException {
    var last = upTo.values().stream().map(Shipper::mark).max(Confirmed::compareTo).orElseThrow();
    try (var scout = cursor.copy()) {
      var at = Confirmed.NOTHING;
      while (at.compareTo(last) < 0) {
        switch (scout.next()) {
          case Cursor.Step.Read(var from, var hit) -> {
            at = new Confirmed(from.generation(), hit.number());
            var wanted = Optional.ofNullable(upTo.get(hit.hit().token().recipient()));
            if (wanted.isPresent() && at.compareTo(mark(wanted.get())) <= 0) {
              takeAhead(new Entry(from, hit, Errand.AHEAD));
            }
          }
          case Cursor.Step.Damaged(var position) -> at = mark(position);
          case Cursor.Step.EndOfGeneration(var ended, var ignored) -> scout.leave();
          case Cursor.Step.NothingYet() -> {
            return;
          }
        }
      }
    }
  }

  private void takeAhead(Entry entry) {
    var backlog = backlogs.computeIfAbsent(entry.hit.hit().token().recipient(), Backlog::new);
    if (entry.mark().compareTo(backlog.ahead) > 0) {
      backlog.ahead = entry.mark();
      backlog.waiting.add(entry);
      counters.add(HitLogCounter.EXPEDITED, 1);
      hasten(backlog);
    }
  }

  private void send(Backlog backlog) {
    var list = backlog.nextList(settings.listLength());
    backlog.state = Backlog.State.UNDER_WAY;
    listsUnderWay++;
    var unused =
        apply(backlog, list)
            .whenComplete(
                (receipt, failure) -> {
                  if (failure == null) {
                    post(() -> onReceipt(backlog, receipt));
                  } else {
                    post(() -> onFailure(backlog, failure));
                  }
                });
  }

  private CompletionStage<Receipt> apply(Backlog backlog, List<Entry> list) {
    try {
      var hits = list.stream().map(e -> e.hit).toList();
      return intake.apply(backlog.recipient, list.getFirst().log, hits);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void onReceipt(Backlog backlog, Receipt receipt) {
    var list = backlog.underWay;
    listsUnderWay--;
    answering = true;
    backlog.underWay = List.of();
    backlog.failures = 0;
    count(list, receipt);
    for (var entry : list) {
      entry.done = true;
      if (!waiters.isEmpty()) {
        release(entry.position(), Optional.empty());
      }
    }
    if (backlog.waiting.isEmpty()) {
      backlog.state = Backlog.State.IDLE;
      backlogs.remove(backlog.recipient);
    } else {
      makeReady(backlog);
    }
    while (!window.isEmpty() && window.getFirst().done) {
      confirm(window.removeFirst().mark());
    }
    pump();
  }

  private void count(List<Entry> list, Receipt receipt) {
    switch (list.getFirst().errand) {
      case FRESH -> {
        var refused = Math.clamp(receipt.refused(), 0, list.size());
        counters.add(HitLogCounter.REFUSED, refused);
        counters.add(HitLogCounter.APPLIED, list.size() - refused);
      }
      case AGAIN -> counters.add(HitLogCounter.REDELIVERED, list.size());
      case AHEAD -> LOG.trace("They count when their turn comes.");
    }
  }

  private void onFailure(Backlog backlog, Throwable failure) {
    listsUnderWay--;
    backlog.failures++;
    backlog.state = Backlog.State.BACKING_OFF;
    counters.add(HitLogCounter.DELIVERY_FAILED, 1);
    answering = false;
    var now = clock.instant();
    if (!now.isBefore(warnedAt.plus(WARN_INTERVAL))) {
      warnedAt = now;
      LOG.warn("Hits could not be handed over; they wait in the log. {}", failure.toString());
    }
    var failures = backlog.failures;
    later(
        settings.delayAfter(failures, random),
        () -> {
          if (backlog.state == Backlog.State.BACKING_OFF && backlog.failures == failures) {
            makeReady(backlog);
            pump();
          }
        });
    pump();
  }

  private void release(Position position, Optional<RuntimeException> failure) {
    var released = Optional.ofNullable(waiters.remove(position)).orElse(List.of());
    waiting -= released.size();
    for (var waiter : released) {
      failure.ifPresentOrElse(waiter::completeExceptionally, () -> waiter.complete(null));
    }
  }

  private void confirm(Confirmed position) {
    confirmed = confirmed.max(position);
    if (!marking) {
      marking = true;
      later(
          settings.markInterval(),
          () -> {
            marking = false;
            mark();
          });
    }
  }

  private void mark() {
    try {
      retention.stamp(confirmed);
      confirmed.write(log.folder());
    } catch (IOException e) {
      LOG.warn(
          "The confirmed position cannot be written in {}; a start would hand over more again.",
          log.folder(),
          e);
    }
  }

  private void sweep() {
    try {
      retention.sweep(cursor);
    } catch (IOException e) {
      LOG.warn("Old segments in {} cannot be deleted.", log.folder(), e);
    }
    later(SWEEP_INTERVAL, this::sweep);
  }

  /** Stops after the step under way; lists that are not confirmed go out again after a start. */
  @Override
  public void close() {
    post(
        () -> {
          mark();
          for (var position : List.copyOf(waiters.keySet())) {
            release(position, Optional.of(new IllegalStateException("the shipper is closed")));
          }
          try {
            cursor.close();
          } catch (IOException e) {
            LOG.warn("Closing the hit log's reader failed.", e);
          }
          loop.shutdownNow();
        });
    try {
      if (!loop.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("The shipper did not end within {}.", CLOSE_LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean post(Runnable step) {
    try {
      loop.execute(() -> guard(step));
      return true;
    } catch (RejectedExecutionException e) {
      LOG.trace("Closed.", e);
      return false;
    }
  }

  private void later(Duration delay, Runnable step) {
    try {
      var unused = loop.schedule(() -> guard(step), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("Closed.", e);
    }
  }

  /** An executor swallows what its tasks throw; a bug must be seen. */
  private static void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      LOG.error("A bug in the shipper.", e);
      throw e;
    }
  }
}
