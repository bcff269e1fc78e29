package dev.waypost.engine.send;

import java.util.Optional;

/**
 * Why content is refused.
 *
 * @param pointer which field, as a JSON pointer: {@code /html}
 * @param code stable, for programs
 * @param detail what is wrong and what to do, for people
 * @param place where in the field, when it is one place
 */
public record TemplateProblem(String pointer, String code, String detail, Optional<Place> place) {
  /** Row and column, both from 1. */
  public record Place(int row, int column) {
    static Place of(String text, int offset) {
      var row = 1;
      var lineStart = 0;
      for (var i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
        row++;
        lineStart = i + 1;
      }
      return new Place(row, offset - lineStart + 1);
    }
  }
}
