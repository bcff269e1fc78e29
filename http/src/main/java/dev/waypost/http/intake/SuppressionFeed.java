package dev.waypost.http.intake;

import dev.waypost.engine.SuppressionImport.Line;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.http.json.SuppressionReader;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One import of suppressions on its way in: give it the decoded bytes piece by piece, take the
 * lines out. What comes out does not depend on where the pieces end. One thread at a time; holds at
 * most one row.
 */
public final class SuppressionFeed {
  private final RowFormat format;
  private final CsvSuppressions csv = new CsvSuppressions();
  private final Records records;
  private final int rowBytesMax;
  private final int rowsMax;
  private final List<Line> out = new ArrayList<>();
  private int rows;
  private int frames;

  /**
   * @param rowsMax more rows, good or bad, are refused with 413
   */
  public SuppressionFeed(RowFormat format, int rowBytesMax, int rowsMax) {
    this.format = format;
    this.rowBytesMax = rowBytesMax;
    this.rowsMax = rowsMax;
    this.records = format.records(rowBytesMax, this::take);
  }

  /**
   * The lines that end in this piece.
   *
   * @throws Refusal when the rest cannot be used
   */
  public List<Line> feed(ByteBuffer piece) {
    records.feed(piece);
    return drain();
  }

  /** The end of the text: its last line, if that has no line end. */
  public List<Line> finish() {
    records.finish();
    if (format == RowFormat.CSV) {
      csv.finish();
    }
    if (frames == 0) {
      throw new Refusal(Problem.invalid("no rows: send at least one address", List.of()));
    }
    return drain();
  }

  private void take(Records.Frame frame) {
    frames++;
    var line =
        switch (frame) {
          case Records.Frame.Whole(var number, var bytes) ->
              switch (format) {
                case NDJSON -> SuppressionReader.read(number, bytes);
                case CSV -> csv.read(number, bytes);
              };
          case Records.Frame.TooLong(var number) -> bad(Faults.tooLong(number, rowBytesMax));
          case Records.Frame.Unclosed(var number) -> bad(Faults.unclosed(number));
        };
    line.ifPresent(this::add);
  }

  private Optional<Line> bad(RowFault fault) {
    if (format == RowFormat.CSV) {
      csv.refuseHeader(fault.line(), fault.detail());
    }
    return Optional.of(new Line.Bad(fault));
  }

  private void add(Line line) {
    rows++;
    if (rows > rowsMax) {
      throw new Refusal(
          Problem.tooLarge(
              "an import has at most "
                  + rowsMax
                  + " rows: split the file and import the parts one after another"));
    }
    out.add(line);
  }

  private List<Line> drain() {
    var lines = List.copyOf(out);
    out.clear();
    return lines;
  }
}
