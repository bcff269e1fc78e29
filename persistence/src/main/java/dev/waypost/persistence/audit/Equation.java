package dev.waypost.persistence.audit;

import java.util.List;
import java.util.stream.Collectors;

/** Two sums that must be the same. */
public record Equation(String name, List<Term> left, List<Term> right) {
  /** One number and what it counts. */
  public record Term(String name, long count) {
    @Override
    public String toString() {
      return name + " " + count;
    }
  }

  public Equation {
    left = List.copyOf(left);
    right = List.copyOf(right);
  }

  /** Something that must not be at all. */
  static Equation none(String name, String what, long count) {
    return new Equation(name, List.of(new Term(what, count)), List.of(new Term("allowed", 0)));
  }

  public boolean holds() {
    return sum(left) == sum(right);
  }

  @Override
  public String toString() {
    return (holds() ? "ok      " : "BROKEN  ") + name + ": " + text(left) + " = " + text(right);
  }

  private static long sum(List<Term> terms) {
    return terms.stream().mapToLong(Term::count).sum();
  }

  private static String text(List<Term> terms) {
    return terms.stream().map(Term::toString).collect(Collectors.joining(" + "));
  }
}
