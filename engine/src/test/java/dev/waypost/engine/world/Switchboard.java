package dev.waypost.engine.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

/**
 * Messages on their way. As in a cluster, those from one to another keep their order, all others
 * overtake each other as chance will have it, and any may be lost.
 */
final class Switchboard {
  private record Line(String from, String to) {}

  private record Parcel(Runnable delivery, boolean losable) {}

  private final Random random;
  private final Map<Line, Queue<Parcel>> parcels = new HashMap<>();
  private final List<Line> busy = new ArrayList<>();
  private double loss;

  Switchboard(Random random) {
    this.random = random;
  }

  /** This share of the messages that may be lost is lost from now on. */
  void lose(double share) {
    loss = share;
  }

  void post(String from, String to, Runnable delivery) {
    add(new Line(from, to), new Parcel(delivery, true));
  }

  void postSurely(String from, String to, Runnable delivery) {
    add(new Line(from, to), new Parcel(delivery, false));
  }

  private void add(Line line, Parcel parcel) {
    var queue = parcels.computeIfAbsent(line, l -> new ArrayDeque<>());
    if (queue.isEmpty()) {
      busy.add(line);
    }
    queue.add(parcel);
  }

  boolean isEmpty() {
    return busy.isEmpty();
  }

  /** The next message of some line arrives or is lost. */
  void step() {
    var index = random.nextInt(busy.size());
    var queue = parcels.get(busy.get(index));
    var parcel = queue.remove();
    if (queue.isEmpty()) {
      busy.remove(index);
    }
    if (!(parcel.losable() && random.nextDouble() < loss)) {
      parcel.delivery().run();
    }
  }

  /** The node died, and with it all that was on its way. */
  void clear() {
    parcels.clear();
    busy.clear();
  }
}
