package dev.waypost.engine.roster;

/** What became of one line of a submission when it was read. */
public sealed interface IntakeLine {
  int line();

  /** It is a row. */
  record Good(RowSubmission row) implements IntakeLine {
    @Override
    public int line() {
      return row.line();
    }
  }

  /** It is not. */
  record Bad(RowFault fault) implements IntakeLine {
    @Override
    public int line() {
      return fault.line();
    }
  }
}
