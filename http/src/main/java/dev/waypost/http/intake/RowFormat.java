package dev.waypost.http.intake;

import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.http.json.RowReader;
import java.util.Optional;
import java.util.function.Consumer;

/** In which form rows come. */
public enum RowFormat {
  /** A JSON object a line. */
  NDJSON,
  /** RFC 4180 with a header row. */
  CSV;

  /** Finds where records end. */
  Records records(int recordBytesMax, Consumer<Records.Frame> to) {
    return switch (this) {
      case NDJSON -> new Records(Records.Quotes.PLAIN, recordBytesMax, to);
      case CSV -> new Records(Records.Quotes.RFC_4180, recordBytesMax, to);
    };
  }

  /** Makes lines of an intake of records. */
  Reader reader(int recordBytesMax) {
    return switch (this) {
      case NDJSON -> new Json(recordBytesMax);
      case CSV -> new CsvRows(recordBytesMax);
    };
  }

  /** Reads records in their order. */
  interface Reader {
    /** The line of the record; empty when it is no row, such as a header. */
    Optional<IntakeLine> read(Records.Frame frame);

    /** No more records. */
    void finish();
  }

  private static final class Json implements Reader {
    private final RowReader rows = new RowReader();
    private final int recordBytesMax;

    Json(int recordBytesMax) {
      this.recordBytesMax = recordBytesMax;
    }

    @Override
    public Optional<IntakeLine> read(Records.Frame frame) {
      return Optional.of(
          switch (frame) {
            case Records.Frame.Whole(var line, var bytes) -> rows.read(line, bytes);
            case Records.Frame.TooLong(var line) ->
                new IntakeLine.Bad(Faults.tooLong(line, recordBytesMax));
            case Records.Frame.Unclosed(var line) -> new IntakeLine.Bad(Faults.unclosed(line));
          });
    }

    @Override
    public void finish() {}
  }
}
