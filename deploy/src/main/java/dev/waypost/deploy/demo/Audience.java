package dev.waypost.deploy.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.tongfei.progressbar.ProgressBar;

/** Lets people, proxies and scanners loose on the mails that arrived. */
final class Audience {
  /** Visitors at a time. */
  static final int VISITORS = 16;

  private static final int FORGERIES = 20;

  private final Visitor visitor;
  private final Tally tally;
  private final SplittableRandom random;

  Audience(Visitor visitor, Tally tally, SplittableRandom random) {
    this.visitor = visitor;
    this.tally = tally;
    this.random = random;
  }

  /** A mail, whose it is, and what will happen to it. */
  record Read(TrackedMail mail, Person person, Behaviour behaviour, int firstLink, int secondLink) {
    URI first() {
      return mail.links().get(firstLink);
    }

    URI second() {
      return mail.links().get(secondLink);
    }
  }

  /** Decides what happens to a mail; empty if nothing does. */
  Optional<Read> plan(TrackedMail mail, Person person, int number) {
    var behaviour = Behaviour.of(number, random);
    if (behaviour == Behaviour.IGNORED || mail.links().size() < 2) {
      return Optional.empty();
    }
    var first = random.nextInt(mail.links().size());
    var step = 1 + random.nextInt(mail.links().size() - 1);
    return Optional.of(
        new Read(mail, person, behaviour, first, (first + step) % mail.links().size()));
  }

  /** All first reactions; later ones when all of these are done; forgeries at the end. */
  void react(List<Read> reads, ProgressBar bar) throws InterruptedException {
    each(reads, bar, read -> first(read));
    each(reads.stream().filter(Audience::comesBack).toList(), bar, this::later);
    each(reads.stream().limit(FORGERIES).toList(), bar, read -> visitor.forge(read.first()));
  }

  /** How many steps the bar will take. */
  static long steps(List<Read> reads) {
    return reads.size()
        + reads.stream().filter(Audience::comesBack).count()
        + Math.min(FORGERIES, reads.size());
  }

  private static boolean comesBack(Read read) {
    return read.behaviour() == Behaviour.CLICKED_TWICE;
  }

  private void first(Read read) throws InterruptedException {
    var destinations = read.person().destinations();
    switch (read.behaviour()) {
      case IGNORED -> {}
      case SCANNED -> visitor.scan(read.mail(), destinations);
      case PREFETCHED -> visitor.prefetch(read.first(), destinations);
      case PRIVACY_PROXIED -> visitor.openThroughPrivacyProxy(pixel(read));
      case OPENED -> visitor.open(pixel(read));
      case OPENED_THROUGH_PROXY -> visitor.openThroughImageProxy(pixel(read));
      case CLICKED, CLICKED_TWICE -> openAndClick(read, destinations);
      case UNSUBSCRIBED -> {
        visitor.open(pixel(read));
        visitor.unsubscribe(unsubscribe(read));
      }
      case HESITATED -> {
        visitor.open(pixel(read));
        visitor.lookAtUnsubscribePage(unsubscribe(read));
      }
    }
  }

  private void openAndClick(Read read, Set<String> destinations) throws InterruptedException {
    visitor.open(pixel(read));
    visitor.click(read.first(), destinations);
    tally.add(Tally.Deed.CLICKING_PERSON);
  }

  private void later(Read read) throws InterruptedException {
    visitor.click(read.second(), read.person().destinations());
  }

  private static URI pixel(Read read) {
    return read.mail()
        .pixel()
        .orElseThrow(() -> new IllegalStateException("a mail of the demo has no pixel"));
  }

  private static URI unsubscribe(Read read) {
    return read.mail()
        .unsubscribe()
        .orElseThrow(() -> new IllegalStateException("a mail of the demo has no List-Unsubscribe"));
  }

  private interface Deed {
    void on(Read read) throws InterruptedException;
  }

  private static void each(List<Read> reads, ProgressBar bar, Deed deed)
      throws InterruptedException {
    try (var visitors = Executors.newFixedThreadPool(VISITORS)) {
      var all = new ArrayList<Future<?>>();
      for (var read : reads) {
        all.add(
            visitors.submit(
                () -> {
                  deed.on(read);
                  bar.step();
                  return null;
                }));
      }
      for (var one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a visitor of the demo failed", e.getCause());
    }
  }
}
