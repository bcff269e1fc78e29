package dev.waypost.engine.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds the start tags of a mail template and where their attributes stand, without changing or
 * judging the markup. What stands in ordinary comments, in elements of raw text and in Handlebars
 * expressions is no tag; what stands in conditional comments is. Linear time.
 */
final class MarkupTags {
  /** Elements whose content is text up to their own end tag. */
  private static final Set<String> RAW =
      Set.of("style", "script", "textarea", "title", "xmp", "iframe", "noembed", "noframes");

  private final String text;
  private final Mustaches mustaches;
  private int at;

  private MarkupTags(String text) {
    this.text = text;
    this.mustaches = new Mustaches(text);
  }

  /**
   * A start tag.
   *
   * @param name in lower case
   */
  record Tag(String name, List<Attribute> attributes) {}

  /**
   * An attribute of a tag: {@code start} is where the white space before its name begins, {@code
   * nameStart} and {@code end} enclose name, value and quotes, {@code valueStart} and {@code
   * valueEnd} the value without quotes. Without a value these are both {@code end}.
   *
   * @param name in lower case
   */
  record Attribute(
      String name,
      int start,
      int nameStart,
      int valueStart,
      int valueEnd,
      int end,
      Quoting quoting) {}

  /** How a value is written. */
  enum Quoting {
    QUOTED,
    UNQUOTED,
    NO_VALUE
  }

  static void scan(String text, Consumer<Tag> found) {
    new MarkupTags(text).scan(found);
  }

  private void scan(Consumer<Tag> found) {
    while (at < text.length()) {
      var c = text.charAt(at);
      if (c == '{') {
        skipMustacheOrCharacter();
      } else if (c != '<') {
        at++;
      } else if (text.startsWith("<!--", at)) {
        skipCommentStart();
      } else if (isLetter(at + 1)) {
        tag(found);
      } else if (at + 1 < text.length() && "!?/".indexOf(text.charAt(at + 1)) >= 0) {
        skipPast(">", at + 2);
      } else {
        at++;
      }
    }
  }

  /** A conditional comment's content is read on; any other comment is left behind. */
  private void skipCommentStart() {
    if (text.startsWith("<!-->", at)) {
      at += 5;
    } else if (text.startsWith("<!--->", at)) {
      at += 6;
    } else if (isConditional()) {
      skipPast(">", at);
    } else {
      skipPast("-->", at + 4);
    }
  }

  /** Conditions say "gt", so the first {@code >} is the one after the bracket. */
  private boolean isConditional() {
    return text.regionMatches(true, at, "<!--[if", 0, 7)
        && text.indexOf('>', at) > 0
        && text.charAt(text.indexOf('>', at) - 1) == ']';
  }

  private void tag(Consumer<Tag> found) {
    var nameStart = at + 1;
    at = nameStart;
    while (at < text.length() && !isSpace(at) && "/>{".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    var name = text.substring(nameStart, at).toLowerCase(Locale.ROOT);
    var attributes = new ArrayList<Attribute>();
    while (true) {
      var start = at;
      skipSpace();
      if (at >= text.length()) {
        return; // unfinished, so no tag
      }
      var c = text.charAt(at);
      if (c == '>') {
        at++;
        break;
      }
      if (c == '/') {
        at++;
      } else if (mustaches.end(at) > at) {
        at = mustaches.end(at);
      } else {
        attributes.add(attribute(start));
      }
    }
    found.accept(new Tag(name, attributes));
    if (RAW.contains(name)) {
      skipRaw("</" + name);
    }
  }

  private Attribute attribute(int start) {
    var nameStart = at;
    at++; // even an equals sign starts a name
    while (at < text.length()
        && !isSpace(at)
        && "/>=".indexOf(text.charAt(at)) < 0
        && mustaches.end(at) == at) {
      at++;
    }
    var nameEnd = at;
    var name = text.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
    skipSpace();
    if (at >= text.length() || text.charAt(at) != '=') {
      at = nameEnd;
      return new Attribute(name, start, nameStart, at, at, at, Quoting.NO_VALUE);
    }
    at++;
    skipSpace();
    var quote = at < text.length() ? text.charAt(at) : '>';
    if (quote == '"' || quote == '\'') {
      at++;
      var valueStart = at;
      while (at < text.length() && text.charAt(at) != quote) {
        skipMustacheOrCharacter();
      }
      var valueEnd = at;
      at = Math.min(at + 1, text.length());
      return new Attribute(name, start, nameStart, valueStart, valueEnd, at, Quoting.QUOTED);
    }
    var valueStart = at;
    while (at < text.length() && !isSpace(at) && text.charAt(at) != '>') {
      skipMustacheOrCharacter();
    }
    return new Attribute(name, start, nameStart, valueStart, at, at, Quoting.UNQUOTED);
  }

  private void skipRaw(String endTag) {
    while (at < text.length()) {
      if (text.regionMatches(true, at, endTag, 0, endTag.length())) {
        var after = at + endTag.length();
        if (after >= text.length() || isSpace(after) || "/>".indexOf(text.charAt(after)) >= 0) {
          return;
        }
      }
      at++;
    }
  }

  private void skipMustacheOrCharacter() {
    var end = mustaches.end(at);
    at = end > at ? end : at + 1;
  }

  private void skipPast(String end, int from) {
    var found = text.indexOf(end, from);
    at = found < 0 ? text.length() : found + end.length();
  }

  private void skipSpace() {
    while (at < text.length() && isSpace(at)) {
      at++;
    }
  }

  private boolean isSpace(int index) {
    return " \t\n\r\f".indexOf(text.charAt(index)) >= 0;
  }

  private boolean isLetter(int index) {
    if (index >= text.length()) {
      return false;
    }
    var c = text.charAt(index);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
