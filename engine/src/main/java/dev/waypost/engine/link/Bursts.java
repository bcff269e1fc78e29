package dev.waypost.engine.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which clicks of a mail are part of a burst: many links in little time. A burst is <em>one's
 * own</em> when a visitor and its kin (the same network or the same agent) opened enough links by
 * themselves, so that a person amid a scanner's burst is not taken for the scanner; and a
 * <em>crowd's</em> when the links are spread over a visitor's kin and others, or over networks that
 * no person is in at once.
 */
final class Bursts {
  /** Distinct links within {@link #WINDOW} that make a burst. */
  static final int LINKS = 3;

  static final Duration WINDOW = Duration.ofSeconds(10);

  /** A mail of two links: both within this. */
  static final Duration PAIR_WINDOW = Duration.ofSeconds(2);

  /** {@link #LINKS} within this: nobody aims and clicks faster than twice a second. */
  static final Duration PACE_WINDOW = Duration.ofSeconds(1);

  /** Distinct links within {@link #WINDOW} that nobody finds and opens one by one. */
  static final int MANY_LINKS = 10;

  /** Since delivery: scanners work, and people have not read far enough for several links. */
  static final Duration NEAR_DELIVERY = Duration.ofSeconds(30);

  private static final int NETWORKS = 3;

  /** What a click's burst says. */
  enum Strength {
    NONE,
    /** A person who opens several tabs may do that. */
    DOUBT,
    MACHINE
  }

  private final List<ObservedHit> hits;
  private final ObservedMail mail;

  /** The positions of clicks, by time. */
  private final int[] clicks;

  private final Strength[] strengths;

  private Bursts(List<ObservedHit> hits, ObservedMail mail) {
    this.hits = hits;
    this.mail = mail;
    this.clicks =
        IntStream.range(0, hits.size())
            .filter(i -> hits.get(i).isClick())
            .boxed()
            .sorted(Comparator.comparing(i -> hits.get(i).at()))
            .mapToInt(Integer::intValue)
            .toArray();
    this.strengths = new Strength[hits.size()];
    Arrays.fill(strengths, Strength.NONE);
  }

  static Bursts in(List<ObservedHit> hits, ObservedMail mail) {
    var bursts = new Bursts(hits, mail);
    if (mail.links() == 2) {
      bursts.find(PAIR_WINDOW, 2, Sort.NEAR);
      bursts.find(PACE_WINDOW, 2, Sort.LATE);
    } else if (mail.links() >= LINKS) {
      bursts.find(PACE_WINDOW, LINKS, Sort.INHUMAN);
      bursts.find(WINDOW, MANY_LINKS, Sort.INHUMAN);
      bursts.find(WINDOW, LINKS, Sort.NEAR);
      bursts.find(WINDOW, LINKS, Sort.LATE);
    }
    return bursts;
  }

  Strength of(int position) {
    return strengths[position];
  }

  /** An open by a visitor whose clicks are a machine's burst at the same time. */
  boolean isBesideMachine(int position) {
    var open = hits.get(position);
    return open.kind() == Token.Kind.OPEN
        && Arrays.stream(clicks)
            .filter(c -> strengths[c] == Strength.MACHINE)
            .mapToObj(hits::get)
            .anyMatch(
                click ->
                    click.visitor().isSame(open.visitor())
                        && VerdictRules.isWithin(VerdictRules.HEAD_BESIDE, click, open));
  }

  /** Who counts to a burst, and what it says. */
  private enum Sort {
    /** One's own, at any time. */
    INHUMAN,
    /** One's own or a crowd's; of its clicks those soon after delivery. */
    NEAR,
    /** One's own or a crowd's; all of its clicks. */
    LATE
  }

  private void find(Duration window, int wanted, Sort sort) {
    var from = 0;
    var before = 0;
    while (from < clicks.length) {
      var last = at(from).plus(window);
      var to = from;
      while (to < clicks.length && !at(to).isAfter(last)) {
        to++;
      }
      // a window that reaches no farther than the one before holds nothing new
      if (to > before && to - from >= wanted) {
        mark(Arrays.copyOfRange(clicks, from, to), wanted, sort);
      }
      before = to;
      from++;
    }
  }

  private void mark(int[] window, int wanted, Sort sort) {
    if (links(window) < wanted) {
      return;
    }
    var isWide = sort != Sort.INHUMAN && networks(window) >= NETWORKS;
    for (var position : window) {
      var needed = sort == Sort.INHUMAN ? wanted : Math.min(2, wanted);
      if (isWide || linksOfKin(position, window) >= needed) {
        mark(position, sort);
      }
    }
  }

  private void mark(int position, Sort sort) {
    switch (sort) {
      case INHUMAN -> strengths[position] = Strength.MACHINE;
      case NEAR -> {
        if (isNearDelivery(hits.get(position))) {
          strengths[position] = Strength.MACHINE;
        }
      }
      case LATE -> {
        if (strengths[position] == Strength.NONE) {
          strengths[position] = Strength.DOUBT;
        }
      }
    }
  }

  private boolean isNearDelivery(ObservedHit hit) {
    return mail.arrived()
        .filter(arrived -> !hit.at().isBefore(arrived.minus(VerdictRules.BEFORE)))
        .filter(arrived -> hit.at().isBefore(arrived.plus(NEAR_DELIVERY)))
        .isPresent();
  }

  private int links(int[] window) {
    var links = new HashSet<Integer>();
    for (var position : window) {
      links.add(hits.get(position).link());
    }
    return links.size();
  }

  private int networks(int[] window) {
    var networks = new HashSet<Integer>();
    for (var position : window) {
      var network = hits.get(position).visitor().network();
      if (network != 0) {
        networks.add(network);
      }
    }
    return networks.size();
  }

  private int linksOfKin(int position, int[] window) {
    var visitor = hits.get(position).visitor();
    var links = new HashSet<Integer>();
    for (var other : window) {
      if (hits.get(other).visitor().isKin(visitor)) {
        links.add(hits.get(other).link());
      }
    }
    return links.size();
  }

  private Instant at(int click) {
    return hits.get(clicks[click]).at();
  }
}
