package dev.waypost.engine.link;

import java.util.Optional;

/** Extracts the links of one plain-text template. */
final class TextLinks {
  private static final String CLOSING = ".,;:!?)>]'\"";

  private final String template;
  private final Mustaches mustaches;
  private final Rewriting rewriting;

  TextLinks(String template, int firstIndex) {
    this.template = template;
    this.mustaches = new Mustaches(template);
    this.rewriting = new Rewriting(template, Link.Part.TEXT, firstIndex);
  }

  LinkExtraction.Extracted extract() {
    var at = 0;
    while (at < template.length()) {
      var mustacheEnd = mustaches.end(at);
      if (mustacheEnd > at) {
        at = mustacheEnd;
      } else if (startsLink(at)) {
        var end = trimmed(at, end(at));
        rewriting.track(template.substring(at, end), Optional.empty(), at, end, "");
        at = end;
      } else {
        at++;
      }
    }
    return rewriting.finish();
  }

  /** A brace or a backslash in front would change what the call means. */
  private boolean startsLink(int at) {
    var c = template.charAt(at);
    if ((c != 'h' && c != 'H') || !isWeb(at)) {
      return false;
    }
    var before = at == 0 ? ' ' : template.charAt(at - 1);
    return !Character.isLetterOrDigit(before) && before != '{' && before != '\\';
  }

  private boolean isWeb(int at) {
    var host =
        template.regionMatches(true, at, "http://", 0, 7)
            ? at + 7
            : template.regionMatches(true, at, "https://", 0, 8) ? at + 8 : template.length();
    return host < template.length()
        && (Character.isLetterOrDigit(template.codePointAt(host))
            || "[{".indexOf(template.charAt(host)) >= 0);
  }

  private int end(int start) {
    var at = start;
    while (at < template.length()) {
      var c = template.charAt(at);
      var mustacheEnd = c == '{' ? mustaches.end(at) : at;
      if (mustacheEnd > at) {
        if (Mustaches.kind(template.substring(at, mustacheEnd)) != Mustaches.Kind.VALUE) {
          return at;
        }
        at = mustacheEnd;
      } else if (Character.isWhitespace(c)
          || Character.isSpaceChar(c)
          || Character.isISOControl(c)
          || "<>\"".indexOf(c) >= 0) {
        return at;
      } else {
        at++;
      }
    }
    return at;
  }

  /** Without the punctuation of the sentence; in angle brackets all of it belongs to the URL. */
  private int trimmed(int start, int end) {
    if (start > 0
        && template.charAt(start - 1) == '<'
        && end < template.length()
        && template.charAt(end) == '>') {
      return end;
    }
    var round = surplus('(', ')', start, end);
    var square = surplus('[', ']', start, end);
    var last = end;
    while (last > start && isClosing(template.charAt(last - 1))) {
      var c = template.charAt(last - 1);
      if ((c == ')' && round-- <= 0) || (c == ']' && square-- <= 0)) {
        break; // it has its opening one within the URL
      }
      last--;
    }
    return last;
  }

  /** How many more brackets are closed than opened. */
  private int surplus(char open, char close, int start, int end) {
    var surplus = 0;
    for (var i = start; i < end; i++) {
      var c = template.charAt(i);
      surplus += c == close ? 1 : c == open ? -1 : 0;
    }
    return surplus;
  }

  private static boolean isClosing(char c) {
    if (c < 128) {
      return CLOSING.indexOf(c) >= 0;
    }
    return switch (Character.getType(c)) {
      case Character.END_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
