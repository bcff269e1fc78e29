package dev.waypost.engine.recipient;

import dev.waypost.engine.link.Token;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is left of the hits of a mail that nobody has hit for long.
 *
 * @param mail fingerprint of its campaign and row
 * @param links those that somebody other than a machine has clicked
 * @param done whether it was opened by somebody other than a machine, and unsubscribed from; never
 *     clicks, which {@code links} says
 */
public record FoldedEngagement(long mail, BitSet links, Set<Token.Kind> done) {
  public FoldedEngagement {
    links = (BitSet) links.clone();
    done = Set.copyOf(done);
    if (done.contains(Token.Kind.CLICK)) {
      throw new IllegalArgumentException("clicks are told by their links");
    }
  }

  @Override
  public BitSet links() {
    return (BitSet) links.clone();
  }

  static FoldedEngagement of(long mail, Engagement engagement) {
    var done = EnumSet.noneOf(Token.Kind.class);
    if (engagement.isEngaged(Token.Kind.OPEN)) {
      done.add(Token.Kind.OPEN);
    }
    if (engagement.unsubscribed()) {
      done.add(Token.Kind.UNSUBSCRIBE);
    }
    return new FoldedEngagement(mail, engagement.clickedLinks(), done);
  }

  /** Goes on from here; what it says was settled long ago. */
  Engagement unfolded() {
    return Engagement.NONE.settled(links, done);
  }

  /** Whether it says more than that there were hits. */
  boolean saysSomething() {
    return !(links.isEmpty() && done.isEmpty());
  }
}
