package dev.waypost.engine.link;

import java.util.regex.Pattern;

/**
 * Finds Handlebars expressions in a text, so that what stands in them is never taken for markup or
 * for a part of a URL. Reads forward in linear time.
 */
final class Mustaches {
  /** Longest expression whose quotes are heeded; in a longer one they may be apostrophes. */
  private static final int QUOTED_MAX = 2_000;

  private static final Pattern DASHES = Pattern.compile("--~?}}");

  private final String text;
  private int unclosedFrom = Integer.MAX_VALUE;

  /** From here on no comment with dashes is closed with dashes. */
  private int undashedFrom = Integer.MAX_VALUE;

  Mustaches(String text) {
    this.text = text;
  }

  /** What an expression does. */
  enum Kind {
    /** Writes a value, or a partial. */
    VALUE,
    /** Opens a block. */
    OPEN,
    /** Divides a block. */
    ELSE,
    /** Closes a block. */
    CLOSE,
    COMMENT
  }

  /** Where the expression that starts at {@code at} ends; {@code at} if none starts there. */
  int end(int at) {
    if (at >= unclosedFrom || !text.startsWith("{{", at)) {
      return at;
    }
    var mark = text.startsWith("{{~", at) ? at + 3 : at + 2;
    var end = text.startsWith("!", mark) ? commentEnd(mark) : expressionEnd(at);
    if (end < 0) {
      unclosedFrom = at;
      return at;
    }
    return end;
  }

  /** Where the next expression starts at or after {@code from}; the text's end if there is none. */
  int next(int from) {
    var at = text.indexOf("{{", from);
    return at < 0 ? text.length() : at;
  }

  private int commentEnd(int mark) {
    if (text.startsWith("--", mark + 1) && mark < undashedFrom) {
      var dashes = DASHES.matcher(text);
      if (dashes.find(mark + 3)) {
        return dashes.end();
      }
      undashedFrom = mark;
    }
    return after("}}", mark + 1);
  }

  private int expressionEnd(int at) {
    var close = text.startsWith("{{{{", at) ? "}}}}" : text.startsWith("{{{", at) ? "}}}" : "}}";
    var quote = '\0';
    var limit = Math.min(text.length(), at + QUOTED_MAX);
    for (var i = at + close.length(); i < limit; i++) {
      var c = text.charAt(i);
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (text.startsWith(close, i)) {
        return i + close.length();
      }
    }
    return after(close, at + close.length());
  }

  private int after(String close, int from) {
    var at = text.indexOf(close, from);
    return at < 0 ? -1 : at + close.length();
  }

  static Kind kind(String expression) {
    var inner = inner(expression);
    if (inner.isEmpty()) {
      return Kind.VALUE;
    }
    return switch (inner.charAt(0)) {
      case '!' -> Kind.COMMENT;
      case '#' -> Kind.OPEN;
      case '/' -> Kind.CLOSE;
      case '^' -> inner.length() == 1 ? Kind.ELSE : Kind.OPEN;
      case 'e' -> inner.equals("else") || inner.startsWith("else ") ? Kind.ELSE : Kind.VALUE;
      default -> Kind.VALUE;
    };
  }

  /** What the braces, white space control and the unescaping mark enclose. */
  static String inner(String expression) {
    var from = 0;
    var to = expression.length();
    while (from < to && "{~&".indexOf(expression.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && "}~".indexOf(expression.charAt(to - 1)) >= 0) {
      to--;
    }
    return expression.substring(from, to).strip();
  }
}
