package dev.waypost.http.intake;

import dev.waypost.engine.SuppressionImport.Line;
import dev.waypost.http.json.SuppressionDraft;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Suppressions of CSV; the header stands for the whole import. */
final class CsvSuppressions {
  private static final Set<String> KNOWN = Set.of("email", "reason", "topic", "since", "campaign");

  private List<String> columns = List.of();

  /** What a record says; empty for the header. */
  Optional<Line> read(int line, ByteBuffer record) {
    if (columns.isEmpty()) {
      columns = columns(line, record);
      return Optional.empty();
    }
    return Optional.of(row(line, record));
  }

  /** No more records. */
  void finish() {
    if (columns.isEmpty()) {
      throw refused(1, "no header row: the first line names the columns, one of them email");
    }
  }

  /** A header that cannot be cut off. */
  void refuseHeader(int line, String detail) {
    if (columns.isEmpty()) {
      throw refused(line, "the header row: " + detail);
    }
  }

  private Line row(int line, ByteBuffer record) {
    var draft = new SuppressionDraft(line);
    List<String> cells;
    try {
      cells = CsvCells.of(record);
    } catch (CsvCells.Malformed e) {
      draft.fault("csv", e.what());
      return draft.finish();
    }
    if (cells.size() != columns.size()) {
      draft.fault("csv", "has " + cells.size() + " cells, but the header has " + columns.size());
      return draft.finish();
    }
    var values = new HashMap<String, String>();
    for (var i = 0; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        values.put(columns.get(i), cells.get(i));
      }
    }
    Optional.ofNullable(values.get("email")).ifPresent(draft::email);
    if (values.size() > 1 || !values.containsKey("email")) {
      draft.entry(
          values.getOrDefault("reason", "manual"),
          Optional.ofNullable(values.get("topic")),
          Optional.ofNullable(values.get("since")),
          Optional.ofNullable(values.get("campaign")));
    }
    return draft.finish();
  }

  private static List<String> columns(int line, ByteBuffer record) {
    List<String> columns;
    try {
      columns = CsvCells.of(record);
    } catch (CsvCells.Malformed e) {
      throw refused(line, "the header row cannot be read: " + e.what());
    }
    if (!KNOWN.containsAll(columns)) {
      throw refused(
          line,
          CsvHeader.withoutEmail(columns)
              + "; known are email, reason, topic, since and campaign, no others");
    }
    if (new HashSet<>(columns).size() != columns.size()) {
      throw refused(line, "the header row names a column twice");
    }
    if (!columns.contains("email")) {
      throw refused(line, CsvHeader.withoutEmail(columns));
    }
    return List.copyOf(columns);
  }

  private static Refusal refused(int line, String detail) {
    return new Refusal(
        Problem.invalid(
            detail,
            List.of(
                new InputFault(new InputFault.Where.Line(line), "csv", detail, Optional.empty()))));
  }
}
