package dev.waypost.bench.recovery;

import dev.waypost.bench.load.Stopwatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** Many recipients on one journal. Blocks. One thread. */
final class Herd {
  /** As many as the pages of a campaign drive at a time, and some. */
  private static final int WINDOW = 2_000;

  private static final long PATIENCE_SECONDS = 300;

  /**
   * @param operations events that were persisted
   * @param errors recipients that did not answer
   */
  record Measured(long operations, double seconds, Stopwatch took, long errors) {
    double perSecond() {
      return operations / seconds;
    }
  }

  private final ActorSystem system;
  private final Being.Habit habit;
  private final List<ActorRef<Being.Go>> members = new ArrayList<>();

  Herd(ActorSystem system, Being.Habit habit) {
    this.system = system;
    this.habit = habit;
  }

  /** Each is born, remembers its past, and persists so many events; a bounded number at a time. */
  Measured wake(int from, int count, int events) throws InterruptedException {
    var took = new Stopwatch();
    var room = new Semaphore(WINDOW);
    var done = new CountDownLatch(count);
    var begin = System.nanoTime();
    for (var who = from; who < from + count; who++) {
      if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        break;
      }
      var member = Adapter.spawnAnonymous(system, Being.create(who, habit));
      members.add(member);
      member.tell(
          new Being.Go(
              events,
              System.nanoTime(),
              took,
              () -> {
                done.countDown();
                room.release();
              }));
    }
    return measured(took, done, begin);
  }

  /** All that are awake persist so many events each, all at the same time. */
  Measured persist(int events) throws InterruptedException {
    var took = new Stopwatch();
    var done = new CountDownLatch(members.size());
    var begin = System.nanoTime();
    for (var member : members) {
      member.tell(new Being.Go(events, System.nanoTime(), took, done::countDown));
    }
    return measured(took, done, begin);
  }

  List<ActorRef<Being.Go>> members() {
    return List.copyOf(members);
  }

  private static Measured measured(Stopwatch took, CountDownLatch done, long begin)
      throws InterruptedException {
    var unused = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var seconds = (System.nanoTime() - begin) / 1e9;
    return new Measured(took.count(), seconds, took, done.getCount());
  }
}
