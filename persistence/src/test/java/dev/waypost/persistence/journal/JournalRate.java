package dev.waypost.persistence.journal;

import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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
 * Events per second through real entities: {@code JournalRate ENTITIES EVENTS}. Cold is an entity's
 * creation, empty recovery and first event, waking its recovery with all events and one more, warm
 * what follows; all entities at once, each with one event in flight.
 */
final class JournalRate {
  private JournalRate() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var entities = Integer.parseInt(arguments[0]);
    var events = Integer.parseInt(arguments[1]);
    var folder = Files.createTempDirectory("journal-rate");
    for (var round = 1; round <= 3; round++) {
      measure(folder.resolve("round" + round), entities, events);
    }
    var codec = new EventCodec();
    System.out.printf(
        "bytes: started %d, delivered %d%n",
        codec.encode(Samples.attemptStarted()).bytes().length,
        codec.encode(Samples.delivered()).bytes().length);
  }

  private static void measure(Path folder, int entities, int events)
      throws IOException, InterruptedException {
    try (var test = TestDatabase.open(folder)) {
      var cold = life(test, entities, 1, events);
      var wake = life(test, entities, 1, events);
      var load = test.database().load();
      System.out.printf(
          "cold %,d/s  warm %,d/s  waking with %d events %,d/s  (%d writes in %d commits)%n",
          cold[0], cold[1], events + 1, wake[0], load.written(), load.commits());
    }
    System.out.printf(
        "file %,d bytes per event%n",
        Files.size(folder.resolve("waypost.db")) / (2L * entities * (events + 1)));
  }

  /** Rates of a first wave of events, and of a second one. */
  private static long[] life(TestDatabase test, int entities, int first, int second)
      throws InterruptedException {
    var system = JournalContract.systemOn(test.database());
    var rates = new long[2];
    var begin = System.nanoTime();
    var refs = new ArrayList<ActorRef<Go>>();
    for (var i = 0; i < entities; i++) {
      refs.add(Adapter.spawnAnonymous(system, Writer.create(i)));
    }
    rates[0] = wave(refs, first, begin);
    rates[1] = wave(refs, second, System.nanoTime());
    TestKit.shutdownActorSystem(system);
    return rates;
  }

  private static long wave(ArrayList<ActorRef<Go>> refs, int events, long begin)
      throws InterruptedException {
    var done = new CountDownLatch(refs.size());
    refs.forEach(ref -> ref.tell(new Go(events, done)));
    done.await();
    return refs.size() * (long) events * 1_000_000_000L / (System.nanoTime() - begin);
  }

  record Go(int left, CountDownLatch done) {}

  private static final class Writer extends EventSourcedBehavior<Go, RecipientEvent, Integer> {
    private static final RecipientEvent STARTED = Samples.attemptStarted();
    private static final RecipientEvent DELIVERED = Samples.delivered();

    private final ActorContext<Go> context;

    private Writer(int number, ActorContext<Go> context) {
      super(PersistenceId.ofUniqueId("r|default|" + key(number)));
      this.context = context;
    }

    static Behavior<Go> create(int number) {
      return Behaviors.setup(context -> new Writer(number, context));
    }

    private static String key(int number) {
      var bytes = ByteBuffer.allocate(10).putLong(number * 0x9E3779B97F4A7C15L).array();
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public Integer emptyState() {
      return 0;
    }

    @Override
    public CommandHandler<Go, RecipientEvent, Integer> commandHandler() {
      return (state, go) ->
          Effect().persist(state % 2 == 0 ? STARTED : DELIVERED).thenRun(s -> next(go));
    }

    private void next(Go go) {
      if (go.left() == 1) {
        go.done().countDown();
      } else {
        context.getSelf().tell(new Go(go.left() - 1, go.done()));
      }
    }

    @Override
    public EventHandler<Integer, RecipientEvent> eventHandler() {
      return (state, event) -> state + 1;
    }
  }
}
