package dev.waypost.http.problem;

import java.util.Optional;

/**
 * What is wrong with one piece of a request.
 *
 * @param where it is
 * @param code a stable word
 * @param detail what is wrong and what was expected; repeats no address
 * @param place row and column within a template, when it is one place
 */
public record InputFault(Where where, String code, String detail, Optional<Place> place) {
  /** Where a fault is. */
  public sealed interface Where {
    /**
     * A JSON pointer into the body; for a parameter its name behind a question mark; for a header
     * its name.
     */
    record Pointer(String value) implements Where {}

    /** A line of the body, from 1. */
    record Line(int number) implements Where {}
  }

  /** Row and column, both from 1. */
  public record Place(int row, int column) {}

  /** A fault in the body at a JSON pointer. */
  public static InputFault at(String pointer, String code, String detail) {
    return new InputFault(new Where.Pointer(pointer), code, detail, Optional.empty());
  }

  /** A fault of a query parameter. */
  public static InputFault parameter(String name, String code, String detail) {
    return at("?" + name, code, detail);
  }

  /** A fault of a header. */
  public static InputFault header(String name, String code, String detail) {
    return at(name, code, detail);
  }
}
