package dev.waypost.engine.link;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a text contains one of many words. One pass: a table says of each pair of characters
 * whether a word may begin with it, and nearly always none does. Every request is searched in this
 * way before it is answered.
 */
final class WordSearch {
  private static final int SLOTS = 1 << 12;

  /** By {@link #slot} of a word's first two characters; empty mostly. */
  private final List<List<String>> words = new ArrayList<>();

  /**
   * @param words of at least two characters, in the case in which texts are searched
   */
  WordSearch(List<String> words) {
    for (var slot = 0; slot < SLOTS; slot++) {
      var at = slot;
      this.words.add(
          words.stream().filter(word -> slot(word.charAt(0), word.charAt(1)) == at).toList());
    }
  }

  boolean isIn(String text) {
    for (var i = 0; i + 1 < text.length(); i++) {
      for (var word : words.get(slot(text.charAt(i), text.charAt(i + 1)))) {
        if (text.startsWith(word, i)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int slot(char first, char second) {
    return (first & 63) << 6 | second & 63;
  }
}
