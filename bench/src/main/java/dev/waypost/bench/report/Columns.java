package dev.waypost.bench.report;

import java.util.List;

/** Cells of text below one another: words to the left, figures to the right. */
final class Columns {
  private static final int GAP = 2;

  private Columns() {}

  static String align(List<List<String>> lines) {
    return align(lines, 0);
  }

  /**
   * @param words how many columns hold words, whatever they look like; of the others each is looked
   *     at
   */
  static String align(List<List<String>> lines, int words) {
    var widths = new int[lines.stream().mapToInt(List::size).max().orElse(0)];
    for (var line : lines) {
      for (var i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    var out = new StringBuilder();
    for (var line : lines) {
      var text = new StringBuilder();
      for (var i = 0; i < line.size(); i++) {
        var cell = line.get(i);
        var blank = " ".repeat(widths[i] - cell.length());
        text.append(i < words || isText(lines, i) ? cell + blank : blank + cell);
        text.append(" ".repeat(GAP));
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  /** Of a column with a word in its body. */
  private static boolean isText(List<List<String>> lines, int column) {
    return lines.stream()
        .skip(1)
        .filter(line -> column < line.size())
        .map(line -> line.get(column))
        .anyMatch(cell -> !cell.isEmpty() && !Character.isDigit(cell.charAt(0)) && isWord(cell));
  }

  private static boolean isWord(String cell) {
    return Character.isLetter(cell.charAt(0)) || cell.charAt(0) == '<' || cell.charAt(0) == '>';
  }
}
