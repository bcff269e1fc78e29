package dev.waypost.engine.send;

/**
 * Characters without a picture, with which pre-headers are padded. Joiners stay where they join:
 * between two visible characters, as in emoji and Persian.
 */
final class Invisible {
  private Invisible() {}

  static String strip(String text) {
    if (text.chars().noneMatch(c -> isPadding(c) || isJoiner(c))) {
      return text;
    }
    var kept = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var joins = isJoiner(c) && isVisible(text, i - 1) && isVisible(text, i + 1);
      if (joins || !(isPadding(c) || isJoiner(c))) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  private static boolean isVisible(String text, int at) {
    if (at < 0 || at >= text.length()) {
      return false;
    }
    var c = text.charAt(at);
    return !isPadding(c) && !isJoiner(c) && !Character.isWhitespace(c) && !Character.isSpaceChar(c);
  }

  /** Soft hyphen, combining grapheme joiner, zero width space, word joiner, byte order mark. */
  private static boolean isPadding(int c) {
    return c == 0x00AD || c == 0x034F || c == 0x200B || c == 0x2060 || c == 0xFEFF;
  }

  /** Zero width non-joiner and joiner, left-to-right and right-to-left mark. */
  private static boolean isJoiner(int c) {
    return c >= 0x200C && c <= 0x200F;
  }
}
