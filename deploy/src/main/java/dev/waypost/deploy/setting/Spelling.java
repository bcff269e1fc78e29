package dev.waypost.deploy.setting;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
final class Spelling {
  private Spelling() {}

  /** The candidate with the fewest edits, if these are few: two, or a quarter of a long word. */
  static Optional<String> nearest(String word, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.<String>comparingInt(c -> edits(word, c)).thenComparing(c -> c))
        .filter(c -> edits(word, c) <= (word.length() < 4 ? 1 : Math.max(2, word.length() / 4)));
  }

  /** Levenshtein distance. */
  static int edits(String a, String b) {
    var row = new int[b.length() + 1];
    for (var j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (var j = 1; j < row.length; j++) {
        var replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
