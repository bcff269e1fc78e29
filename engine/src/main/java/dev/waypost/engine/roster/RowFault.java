package dev.waypost.engine.roster;

import java.util.Optional;

/**
 * Why one line of a submission is no row.
 *
 * @param code a stable word such as {@code address} or {@code duplicate}
 * @param id of the row, when it could be read
 * @param detail what is wrong with it, for people; repeats no address
 */
public record RowFault(int line, String code, Optional<String> id, String detail) {
  /** How many faults the answer to a submission shows, of however many. */
  public static final int SHOWN_MAX = 100;
}
