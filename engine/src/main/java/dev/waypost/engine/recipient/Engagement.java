package dev.waypost.engine.recipient;

import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * What a recipient remembers of the hits of one mailing: the recent ones as evidence, and of the
 * older ones only which links somebody other than a machine has opened.
 *
 * @param links how many links the mail has; 0 as long as nobody said
 * @param recent oldest first, at most {@link #RECENT_MAX}
 * @param settledLinks links with an older click that is not a machine's
 * @param settledOpen whether an older open is not a machine's
 * @param unsubscribed whether an unsubscribe came in
 * @param at when hits were last applied, or judged anew
 */
public record Engagement(
    int links,
    List<Recent> recent,
    BitSet settledLinks,
    boolean settledOpen,
    boolean unsubscribed,
    Instant at) {
  /** How many hits can still be judged otherwise when later ones come. */
  public static final int RECENT_MAX = 32;

  /** Never changed, and mostly enough. */
  private static final BitSet NO_LINKS = new BitSet(0);

  static final Engagement NONE =
      new Engagement(0, List.of(), NO_LINKS, false, false, Instant.EPOCH);

  /** A hit with the verdict that it has now, and the version of the rules that gave it. */
  public record Recent(ObservedHit hit, Verdict verdict, int rules) {
    boolean counts(Token.Kind kind) {
      return hit.kind() == kind && verdict != Verdict.MACHINE;
    }
  }

  public Engagement {
    recent = List.copyOf(recent);
    settledLinks = settledLinks.isEmpty() ? NO_LINKS : (BitSet) settledLinks.clone();
  }

  @Override
  public BitSet settledLinks() {
    return (BitSet) settledLinks.clone();
  }

  Engagement with(Recent hit, int links) {
    var all = new ArrayList<Recent>(recent.size() + 1);
    all.addAll(recent);
    all.add(hit);
    if (all.size() <= RECENT_MAX) {
      return new Engagement(
          Math.max(this.links, links), all, settledLinks, settledOpen, unsubscribed, at);
    }
    var settled = settledLinks();
    var open = settledOpen;
    while (all.size() > RECENT_MAX) {
      var oldest = all.removeFirst();
      if (oldest.verdict() != Verdict.MACHINE) {
        switch (oldest.hit().kind()) {
          case CLICK -> settled.set(oldest.hit().link());
          case OPEN -> open = true;
          case UNSUBSCRIBE -> throw new IllegalStateException("unsubscribes have no verdict");
        }
      }
    }
    return new Engagement(Math.max(this.links, links), all, settled, open, unsubscribed, at);
  }

  Engagement withUnsubscribe() {
    return new Engagement(links, recent, settledLinks, settledOpen, true, at);
  }

  /**
   * The same hits, one of them under another verdict; unchanged when that hit is not remembered any
   * more.
   */
  Engagement reclassified(RecipientEvent.Reclassified change) {
    var all = new ArrayList<>(recent);
    for (var i = 0; i < all.size(); i++) {
      var hit = all.get(i).hit();
      if (hit.kind() == change.kind()
          && hit.link() == change.link()
          && hit.at().equals(change.hitAt())
          && hit.visitor().equals(change.visitor())
          && all.get(i).verdict() == change.from()) {
        all.set(i, new Recent(hit, change.to(), all.get(i).rules()));
        return new Engagement(links, all, settledLinks, settledOpen, unsubscribed, at);
      }
    }
    return this;
  }

  /** The same, of which something was heard at that time. */
  Engagement touched(Instant at) {
    return new Engagement(links, recent, settledLinks, settledOpen, unsubscribed, at);
  }

  /** With these links clicked, and these things done, by somebody other than a machine. */
  Engagement settled(BitSet links, Set<Token.Kind> done) {
    return new Engagement(
        this.links,
        recent,
        links,
        done.contains(Token.Kind.OPEN),
        done.contains(Token.Kind.UNSUBSCRIBE),
        at);
  }

  /** Those that somebody other than a machine has clicked. */
  BitSet clickedLinks() {
    var clicked = settledLinks();
    recent.stream()
        .filter(r -> r.counts(Token.Kind.CLICK))
        .forEach(r -> clicked.set(r.hit().link()));
    return clicked;
  }

  List<ObservedHit> observed() {
    return recent.stream().map(Recent::hit).toList();
  }

  /** Whether there is a click or open that is not a machine's. */
  boolean isEngaged(Token.Kind kind) {
    return switch (kind) {
      case CLICK -> !settledLinks.isEmpty() || recent.stream().anyMatch(r -> r.counts(kind));
      case OPEN -> settledOpen || recent.stream().anyMatch(r -> r.counts(kind));
      case UNSUBSCRIBE -> unsubscribed;
    };
  }

  boolean isClicked(int link) {
    return settledLinks.get(link)
        || recent.stream().anyMatch(r -> r.counts(Token.Kind.CLICK) && r.hit().link() == link);
  }
}
