package dev.waypost.engine.link;

import java.util.Optional;
import java.util.regex.Pattern;

/** Extracts the links of one plain-text template. */
final class TextLinks {
  /** Most line breaks within one URL in angle brackets. */
  private static final int LINES_MAX = 30;

  private static final Pattern LINE_BREAK =
      Pattern.compile("[ \\t]{0,8}(?:\\r\\n|\\n|\\r)[ \\t]{0,8}");
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
        var wrapped = wrappedEnd(at);
        var end = wrapped > at ? wrapped : trimmed(at, end(at));
        var written = template.substring(at, end);
        link(wrapped > at ? LINE_BREAK.matcher(written).replaceAll("") : written, at, end);
        at = end;
      } else {
        at++;
      }
    }
    return rewriting.finish();
  }

  private void link(String url, int start, int end) {
    if (TrackedShape.fits(url)) {
      rewriting.note(LinkNote.Kind.ALREADY_TRACKED, url, start);
    } else {
      rewriting.track(url, Optional.empty(), start, end);
    }
  }

  /**
   * Where the URL ends that stands in angle brackets over several lines (RFC 3986 appendix C, also
   * as format=flowed breaks them); {@code start} if it is none of these.
   */
  private int wrappedEnd(int start) {
    if (start == 0 || template.charAt(start - 1) != '<') {
      return start;
    }
    var at = start;
    var breaks = 0;
    while (at < template.length() && at - start <= Destination.CHARACTERS_MAX) {
      var stop = end(at);
      if (stop < template.length() && template.charAt(stop) == '>') {
        return breaks > 0 && stop > at ? stop : start;
      }
      var line = LINE_BREAK.matcher(template).region(stop, template.length());
      if (stop == at || ++breaks > LINES_MAX || !line.lookingAt()) {
        return start;
      }
      at = line.end();
    }
    return start;
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
