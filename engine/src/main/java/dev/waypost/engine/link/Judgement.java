package dev.waypost.engine.link;

import java.util.Set;

/** A verdict with what speaks for a machine, whether it sufficed or not. */
public record Judgement(Verdict verdict, Set<VerdictReason> reasons) {
  public Judgement {
    reasons = Set.copyOf(reasons);
  }
}
