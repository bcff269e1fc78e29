package dev.waypost.engine.link;

import java.time.Instant;
import java.util.Set;

/** What the rules look at: one click or open of a mailing. */
public record ObservedHit(
    Token.Kind kind, int link, Instant at, Set<Hit.Sign> signs, Visitor visitor) {
  public ObservedHit {
    signs = Set.copyOf(signs);
  }

  public static ObservedHit of(Hit hit) {
    return new ObservedHit(
        hit.token().kind(), hit.token().link(), hit.at(), hit.signs(), Visitor.of(hit));
  }

  boolean isClick() {
    return kind == Token.Kind.CLICK;
  }
}
