package dev.waypost.persistence.journal;

import static dev.waypost.persistence.Stages.await;

import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Page;
import dev.waypost.engine.roster.PageEvent;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.codec.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.testkit.javadsl.TestKit;

/**
 * Entities and events per second through real entities: {@code JournalRate DIALECT ENTITIES
 * SNAPSHOT_EVERY PAST...}. Cold is an entity's recovery, with that many past events, and one more;
 * warm are ten more of each, one in flight. Without snapshots (0) all past events are replayed.
 */
final class JournalRate {
  private static final int WARM = 10;

  private JournalRate() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var dialect = Dialect.valueOf(arguments[0]);
    var entities = Integer.parseInt(arguments[1]);
    var snapshotEvery = Integer.parseInt(arguments[2]);
    for (var i = 3; i < arguments.length; i++) {
      measure(dialect, entities, snapshotEvery, Integer.parseInt(arguments[i]));
    }
    System.exit(0); // the server of the tests ends with us
  }

  private static void measure(Dialect dialect, int entities, int snapshotEvery, int past)
      throws IOException, InterruptedException {
    try (var test = TestDatabase.open(dialect, Files.createTempDirectory("journal-rate"))) {
      fill(test.database(), entities, snapshotEvery, past);
      var setup = JournalContract.setupOn(test.database());
      var system = JournalContract.systemOn(setup);
      var begin = new Meter();
      var refs = new ArrayList<ActorRef<Go>>();
      for (var i = 0; i < entities; i++) {
        refs.add(Adapter.spawnAnonymous(system, Writer.create(id(i))));
      }
      var cold = wave(refs, 1, begin);
      var afterCold = figures(setup.counters());
      var warm = wave(refs, WARM, new Meter());
      System.out.printf(
          "%s, %d past events: cold %s (%s), warm %s (%s)%n",
          dialect, past, cold, afterCold, warm, figures(setup.counters()));
      System.out.printf(
          "%,d bytes of disk for each event, %d of them payload%n",
          bytes(dialect, test.database()) / ((long) entities * (past + 1 + WARM)),
          setup.encode(Writer.EVENT).bytes().length);
      TestKit.shutdownActorSystem(system);
    }
  }

  /** The journal and its indexes; all tables of SQLite, of which it is nearly all. */
  private static long bytes(Dialect dialect, Database database) {
    var sql =
        switch (dialect) {
          case SQLITE -> "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
          case POSTGRES -> "SELECT pg_total_relation_size('journal')";
        };
    return await(
        database.read(
            session -> {
              try (var row = session.prepare(sql).executeQuery()) {
                row.next();
                return row.getLong(1);
              }
            }));
  }

  private static String figures(JournalCounters counters) {
    return "%d woken in %d reads, %d appended in %d batches"
        .formatted(
            counters.value(JournalCounter.WOKEN),
            counters.value(JournalCounter.WAKE_READS),
            counters.value(JournalCounter.APPENDED),
            counters.value(JournalCounter.APPEND_BATCHES));
  }

  /** Round by round, as mail comes, so that an entity's events do not lie together. */
  private static void fill(Database database, int entities, int snapshotEvery, int past) {
    var setup = JournalContract.setupOn(database);
    var state = setup.encode(new Page.Open(Page.Phase.DRIVING, new BitSet(), Map.of()));
    for (var n = 1; n <= past; n++) {
      var stages = new ArrayList<CompletionStage<Boolean>>();
      for (var i = 0; i < entities; i++) {
        var event = setup.encode(n, 0, Writer.EVENT);
        stages.add(
            setup
                .appends()
                .append(id(i), List.of(new NewEvent(n, 0, event.encoded(), AlarmChange.KEEP))));
        if (stages.size() == 10_000) {
          stages.forEach(stage -> await(stage));
          stages.clear();
        }
      }
      stages.forEach(stage -> await(stage));
    }
    if (snapshotEvery > 0 && past >= snapshotEvery) {
      var last = past / snapshotEvery * snapshotEvery;
      var stages = new ArrayList<CompletionStage<Boolean>>();
      for (var i = 0; i < entities; i++) {
        stages.add(setup.saves().save(id(i), last, 0, state));
        if (i % 5_000 == 0 || i == entities - 1) {
          stages.forEach(stage -> await(stage));
          stages.clear();
        }
      }
    }
  }

  private static String wave(List<ActorRef<Go>> refs, int events, Meter meter)
      throws InterruptedException {
    var done = new CountDownLatch(refs.size());
    refs.forEach(ref -> ref.tell(new Go(events, done)));
    done.await();
    return meter.rate(refs.size() * events);
  }

  /** Time and processor time, ours and that of the connections to our databases. */
  private static final class Meter {
    private final long nanos = System.nanoTime();
    private final Duration own = used(ProcessHandle.current());
    private final Duration servers = ofServers();

    String rate(int count) {
      var ownMicros = used(ProcessHandle.current()).minus(own).toNanos() / 1000.0 / count;
      var serverMicros = ofServers().minus(servers).toNanos() / 1000.0 / count;
      return "%,d/s, processor %.1f + %.1f us"
          .formatted(count * 1_000_000_000L / (System.nanoTime() - nanos), ownMicros, serverMicros);
    }

    private static Duration ofServers() {
      var ours = "waypost_test_" + ProcessHandle.current().pid() + "_";
      return ProcessHandle.allProcesses()
          .filter(process -> title(process).contains(ours))
          .map(Meter::used)
          .reduce(Duration.ZERO, Duration::plus);
    }

    /** What a process says it does; nothing where there is no such file. */
    private static String title(ProcessHandle process) {
      try {
        return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      } catch (IOException e) {
        return "";
      }
    }

    private static Duration used(ProcessHandle process) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
  }

  private static String id(int number) {
    var key = new RecipientKey(number * 0x9E3779B97F4A7C15L, (short) number);
    return new RecipientId(SenderId.DEFAULT, key).persistenceId();
  }

  record Go(int left, CountDownLatch done) {}

  private static final class Writer extends EventSourcedBehavior<Go, PageEvent, Page> {
    static final PageEvent EVENT =
        new PageEvent.Rested(new BitSet(), Map.of(), Samples.AT, Optional.empty());

    private final ActorContext<Go> context;

    private Writer(String id, ActorContext<Go> context) {
      super(PersistenceId.ofUniqueId(id));
      this.context = context;
    }

    static Behavior<Go> create(String id) {
      return Behaviors.setup(context -> new Writer(id, context));
    }

    @Override
    public Page emptyState() {
      return new Page.Fresh();
    }

    @Override
    public CommandHandler<Go, PageEvent, Page> commandHandler() {
      return (state, go) -> Effect().persist(EVENT).thenRun(after -> next(go));
    }

    private void next(Go go) {
      if (go.left() == 1) {
        go.done().countDown();
      } else {
        context.getSelf().tell(new Go(go.left() - 1, go.done()));
      }
    }

    @Override
    public EventHandler<Page, PageEvent> eventHandler() {
      return Page::evolve;
    }
  }
}
