package dev.waypost.http.json;

import java.nio.charset.StandardCharsets;

/** What a text may consist of. */
final class Texts {
  private Texts() {}

  /** Whether it holds a control character, line ends and tabs included. */
  static boolean hasControl(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        return true;
      }
    }
    return false;
  }

  /** Whether databases and UTF-8 can hold it: no NUL, no half of a surrogate pair. */
  static boolean isStorable(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** In characters as people count them, also those beyond 16 bits. */
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
