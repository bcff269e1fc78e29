package dev.waypost.engine.link;

import java.util.Set;

/** A verdict with its reasons. */
public record Judgement(Verdict verdict, Set<VerdictReason> reasons) {
  public Judgement {
    reasons = Set.copyOf(reasons);
  }
}
