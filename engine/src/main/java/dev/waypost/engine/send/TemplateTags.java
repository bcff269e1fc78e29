package dev.waypost.engine.send;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into text and tags, as Handlebars' lexer does: a backslash before a tag makes it
 * text, two make one backslash, and quoted text and bracketed names hide braces. Linear time.
 */
final class TemplateTags {
  /** Longest tag whose quotes and brackets are heeded. */
  static final int TAG_CHARS_MAX = 1_000;

  private final String template;
  private final int max;
  private final List<Tag> tags = new ArrayList<>();

  /** What stands between two stretches of text. */
  enum Kind {
    TAG,
    COMMENT,
    /** A backslash and the two braces that it makes text. */
    LITERAL,
    /** Two backslashes before a tag: one. */
    BACKSLASH,
    UNCLOSED_TAG,
    UNCLOSED_COMMENT
  }

  /**
   * @param start its first character
   * @param end behind its last
   */
  record Tag(Kind kind, int start, int end) {
    /** What the outer two braces enclose. */
    String inner(String template) {
      return template.substring(start + 2, end - 2);
    }
  }

  private TemplateTags(String template, int max) {
    this.template = template;
    this.max = max;
  }

  /**
   * In source order.
   *
   * @param max most tags to read
   */
  static List<Tag> of(String template, int max) {
    var found = new TemplateTags(template, max);
    found.read();
    return found.tags;
  }

  private void read() {
    var at = template.indexOf("{{");
    while (at >= 0 && tags.size() < max) {
      var from = at;
      if (at > 1 && template.startsWith("\\\\", at - 2)) {
        add(Kind.BACKSLASH, at - 2, at);
        from = tag(at);
      } else if (at > 0 && template.charAt(at - 1) == '\\') {
        from = add(Kind.LITERAL, at - 1, at + 2);
      } else {
        from = tag(at);
      }
      at = template.indexOf("{{", from);
    }
  }

  private int tag(int at) {
    var mark = template.startsWith("{{~", at) ? at + 3 : at + 2;
    if (template.startsWith("!", mark)) {
      return comment(at, mark);
    }
    var end = closing(at + 2);
    return end < 0 ? add(Kind.UNCLOSED_TAG, at, template.length()) : add(Kind.TAG, at, end + 2);
  }

  private int comment(int at, int mark) {
    var dashed = template.startsWith("!--", mark) ? dashes(mark + 3) : -1;
    if (dashed >= 0) {
      return add(Kind.COMMENT, at, dashed);
    }
    var end = template.startsWith("!--", mark) ? -1 : template.indexOf("}}", mark);
    return end < 0
        ? add(Kind.UNCLOSED_COMMENT, at, template.length())
        : add(Kind.COMMENT, at, end + 2);
  }

  /** Behind the braces that close a comment with dashes. */
  private int dashes(int from) {
    for (var at = template.indexOf("--", from); at >= 0; at = template.indexOf("--", at + 1)) {
      if (template.startsWith("}}", at + 2)) {
        return at + 4;
      }
      if (template.startsWith("~}}", at + 2)) {
        return at + 5;
      }
    }
    return -1;
  }

  /** Where the tag's {@code }}} begins, quoted text and bracketed names skipped; -1 if nowhere. */
  private int closing(int from) {
    for (var i = from; i < template.length(); i++) {
      var c = template.charAt(i);
      if (c == '}' && template.startsWith("}}", i)) {
        return template.startsWith("}}}", i) && template.startsWith("{", from) ? i + 1 : i;
      }
      if (c == '"' || c == '\'' || c == '[') {
        var limit = Math.min(template.length(), from + TAG_CHARS_MAX);
        var close = i + 1 < limit ? template.indexOf(c == '[' ? ']' : c, i + 1, limit) : -1;
        i = close >= 0 ? close : i;
      }
    }
    return -1;
  }

  private int add(Kind kind, int start, int end) {
    tags.add(new Tag(kind, start, end));
    return end;
  }
}
