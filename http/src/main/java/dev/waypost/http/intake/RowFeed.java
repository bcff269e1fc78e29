package dev.waypost.http.intake;

import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One submission on its way in: give it the decoded bytes piece by piece, take the lines out. What
 * comes out does not depend on where the pieces end. One thread at a time; holds at most one row.
 */
public final class RowFeed {
  private final ContentDigest digest;
  private final Records records;
  private final RowFormat.Reader reader;
  private final int rowsMax;
  private final List<IntakeLine> out = new ArrayList<>();
  private int rows;

  /**
   * @param digest takes all bytes too
   * @param rowsMax more rows, good or bad, are refused with 413
   */
  public RowFeed(RowFormat format, ContentDigest digest, int rowBytesMax, int rowsMax) {
    this.digest = digest;
    this.rowsMax = rowsMax;
    this.reader = format.reader(rowBytesMax);
    this.records = format.records(rowBytesMax, this::take);
  }

  /**
   * The lines that end in this piece.
   *
   * @throws Refusal when the whole submission cannot be used
   */
  public List<IntakeLine> feed(ByteBuffer piece) {
    digest.feed(piece);
    records.feed(piece);
    return drain();
  }

  /** The end of the text: its last line, if that has no line end. */
  public List<IntakeLine> finish() {
    records.finish();
    reader.finish();
    if (rows == 0) {
      throw new Refusal(Problem.invalid("no rows: send at least one recipient", List.of()));
    }
    return drain();
  }

  private void take(Records.Frame frame) {
    reader
        .read(frame)
        .ifPresent(
            row -> {
              rows++;
              if (rows > rowsMax) {
                throw new Refusal(
                    Problem.tooLarge(
                        "a batch has at most "
                            + rowsMax
                            + " rows: split the file and submit the parts one after another"));
              }
              out.add(row);
            });
  }

  private List<IntakeLine> drain() {
    var lines = List.copyOf(out);
    out.clear();
    return lines;
  }
}
