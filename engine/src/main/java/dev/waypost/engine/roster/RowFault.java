package dev.waypost.engine.roster;

import java.util.Optional;

/**
 * Why one line of a submission is no row.
 *
 * @param code a stable word such as {@code address} or {@code duplicate}
 * @param id of the row, when it could be read
 * @param detail what is wrong with it, for people; repeats no address
 * @param field of the row that it is about, if it is one; not stored
 */
public record RowFault(
    int line, String code, Optional<String> id, String detail, Optional<String> field) {
  /** How many faults the answer to a submission shows, of however many. */
  public static final int SHOWN_MAX = 100;

  /** About no field, or nobody knows any more which. */
  public RowFault(int line, String code, Optional<String> id, String detail) {
    this(line, code, id, detail, Optional.empty());
  }

  /** The same, of a row whose id could be read if there is one. */
  public RowFault withId(Optional<String> readable) {
    return new RowFault(line, code, readable, detail, field);
  }
}
