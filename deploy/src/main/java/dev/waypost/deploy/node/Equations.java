package dev.waypost.deploy.node;

import java.util.List;
import java.util.stream.Collectors;

/** What must hold between counters, with the numbers that were counted. */
public record Equations(List<Equation> equations) {
  /** One number and its name. */
  public record Term(String name, long count) {
    @Override
    public String toString() {
      return name + " " + count;
    }
  }

  /** How the two sides must stand to each other. */
  public enum Relation {
    EQUAL("="),
    AT_MOST("<=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }
  }

  /** Sum of the left terms against the sum of the right ones. */
  public record Equation(List<Term> left, Relation relation, List<Term> right) {
    public Equation {
      left = List.copyOf(left);
      right = List.copyOf(right);
    }

    public boolean holds() {
      return switch (relation) {
        case EQUAL -> sum(left) == sum(right);
        case AT_MOST -> sum(left) <= sum(right);
      };
    }

    @Override
    public String toString() {
      return (holds() ? "ok      " : "BROKEN  ")
          + text(left)
          + " "
          + relation.sign
          + " "
          + text(right);
    }

    private static long sum(List<Term> terms) {
      return terms.stream().mapToLong(Term::count).sum();
    }

    private static String text(List<Term> terms) {
      return terms.stream().map(Term::toString).collect(Collectors.joining(" + "));
    }
  }

  public Equations {
    equations = List.copyOf(equations);
  }

  public boolean hold() {
    return equations.stream().allMatch(Equation::holds);
  }
}
