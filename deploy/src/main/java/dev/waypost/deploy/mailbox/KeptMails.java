package dev.waypost.deploy.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The last mails, in memory. Full, it drops the oldest and counts them. Safe for many threads. */
public final class KeptMails {
  private final int mailsMax;
  private final long bytesMax;
  private final ArrayDeque<ArrivedMail> kept = new ArrayDeque<>();
  private long bytes;
  private long arrived;
  private long dropped;

  KeptMails(int mailsMax, long bytesMax) {
    this.mailsMax = mailsMax;
    this.bytesMax = bytesMax;
  }

  void add(Instant at, String from, List<String> to, byte[] raw) {
    // Compressed before the lock is taken; the number is only known inside it.
    var mail = ArrivedMail.of(at, from, to, raw);
    synchronized (this) {
      arrived++;
      kept.addLast(mail.numbered(arrived));
      bytes += mail.keptBytes();
      while (kept.size() > mailsMax || (bytes > bytesMax && kept.size() > 1)) {
        bytes -= kept.removeFirst().keptBytes();
        dropped++;
      }
      notifyAll();
    }
  }

  /** How many came in since the start. */
  public synchronized long arrived() {
    return arrived;
  }

  /** How many of them are not kept any more. */
  public synchronized long dropped() {
    return dropped;
  }

  public synchronized Optional<ArrivedMail> get(long number) {
    return kept.stream().filter(m -> m.number() == number).findFirst();
  }

  /** Oldest first, at most so many, those after a number. */
  public synchronized List<ArrivedMail> after(long number, int limit) {
    var skipped = Math.max(0, number - (arrived - kept.size()));
    return kept.stream().skip(skipped).limit(limit).toList();
  }

  /**
   * Newest first: those with the text in an envelope recipient or in the subject, all for an empty
   * one.
   */
  public synchronized List<ArrivedMail> search(String text, int skip, int limit) {
    var wanted = text.strip().toLowerCase(Locale.ROOT);
    var found = new ArrayList<ArrivedMail>();
    var left = skip;
    for (Iterator<ArrivedMail> all = kept.descendingIterator();
        all.hasNext() && found.size() < limit; ) {
      var mail = all.next();
      if (matches(mail, wanted) && left-- <= 0) {
        found.add(mail);
      }
    }
    return found;
  }

  /**
   * Waits until so many mails have come in.
   *
   * @return whether they have, false when the time is up
   */
  public synchronized boolean await(long count, Duration atMost) throws InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    while (arrived < count) {
      var millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }

  private static boolean matches(ArrivedMail mail, String wanted) {
    return wanted.isEmpty()
        || mail.subject().toLowerCase(Locale.ROOT).contains(wanted)
        || mail.to().stream().anyMatch(to -> to.toLowerCase(Locale.ROOT).contains(wanted));
  }
}
