package dev.waypost.persistence.audit;

import java.util.List;
import java.util.stream.Collectors;

/** What an audit found, an equation a line. */
public record AuditReport(List<Equation> equations) {
  public AuditReport {
    equations = List.copyOf(equations);
  }

  public boolean holds() {
    return equations.stream().allMatch(Equation::holds);
  }

  @Override
  public String toString() {
    return equations.stream().map(Equation::toString).collect(Collectors.joining("\n"));
  }
}
