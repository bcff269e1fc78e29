package dev.waypost.http.intake;

import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.json.RowDraft;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Rows of CSV: the first record names the columns, and stands for the whole submission. */
final class CsvRows implements RowFormat.Reader {
  private static final String ID = "id";
  private static final String EMAIL = "email";
  private static final String NAME = "_name";

  private final int recordBytesMax;
  private List<String> columns = List.of();

  CsvRows(int recordBytesMax) {
    this.recordBytesMax = recordBytesMax;
  }

  @Override
  public Optional<IntakeLine> read(Records.Frame frame) {
    if (columns.isEmpty()) {
      columns = columns(frame);
      return Optional.empty();
    }
    return Optional.of(
        switch (frame) {
          case Records.Frame.Whole(var line, var bytes) -> row(line, bytes);
          case Records.Frame.TooLong(var line) ->
              new IntakeLine.Bad(Faults.tooLong(line, recordBytesMax));
          case Records.Frame.Unclosed(var line) -> new IntakeLine.Bad(Faults.unclosed(line));
        });
  }

  @Override
  public void finish() {
    if (columns.isEmpty()) {
      throw refused(1, "no header row: the first line names the columns, one of them email");
    }
  }

  private IntakeLine row(int line, ByteBuffer record) {
    var draft = new RowDraft(line, record.remaining());
    List<String> cells;
    try {
      cells = CsvCells.of(record);
    } catch (CsvCells.Malformed e) {
      return new IntakeLine.Bad(Faults.csv(line, e.what()));
    }
    if (cells.size() != columns.size()) {
      return new IntakeLine.Bad(
          Faults.csv(line, "has " + cells.size() + " cells, but the header has " + columns.size()));
    }
    for (var i = 0; i < cells.size(); i++) {
      cell(draft, columns.get(i), cells.get(i));
    }
    return draft.finish();
  }

  private static void cell(RowDraft draft, String column, String cell) {
    switch (column) {
      case EMAIL -> draft.email(cell);
      case ID -> {
        if (!cell.isEmpty()) {
          draft.id(cell);
        }
      }
      case NAME -> {
        if (!cell.isEmpty()) {
          draft.name(cell);
        }
      }
      default -> draft.data(column, cell);
    }
  }

  private static List<String> columns(Records.Frame frame) {
    return switch (frame) {
      case Records.Frame.Whole(var line, var bytes) -> {
        try {
          yield checked(line, CsvCells.of(bytes));
        } catch (CsvCells.Malformed e) {
          throw refused(line, "the header row cannot be read: " + e.what());
        }
      }
      case Records.Frame.TooLong(var line) -> throw refused(line, "the header row is too long");
      case Records.Frame.Unclosed(var line) ->
          throw refused(line, "the header row opens a quote and never closes it");
    };
  }

  private static List<String> checked(int line, List<String> columns) {
    var seen = new HashSet<String>();
    for (var i = 0; i < columns.size(); i++) {
      var column = columns.get(i);
      var which = "column " + (i + 1);
      if (column.isEmpty()) {
        throw refused(line, which + " has no name");
      }
      if (!seen.add(column)) {
        throw refused(line, which + " repeats the name of an earlier one");
      }
      if (column.equals("waypost")) {
        throw refused(line, which + ": the name waypost is ours");
      }
      if (column.startsWith("_") && !column.equals(NAME)) {
        throw refused(line, which + " begins with _: such names are ours, and only _name is known");
      }
    }
    if (!seen.contains(EMAIL)) {
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
