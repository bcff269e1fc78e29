package dev.waypost.engine.send;

import dev.waypost.engine.send.TemplateTags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A template as the engine behind has to read it to do what Handlebars does. The engine knows
 * neither {@code {{~! comments ~}}} nor names beyond Latin-1, reads backslashes in its own way, and
 * leaves line ends behind where blocks, {@code else} and comments stand alone on their lines. So
 * comments go, names get brackets, braces that are text become calls, and lines of their own
 * vanish.
 *
 * @param literals what the calls of {@link #HELPER} write, by number
 * @param marks where its stretches come from
 */
record EngineTemplate(String template, List<String> literals, List<Mark> marks) {
  /** Name of the helper that writes a literal. */
  static final String HELPER = "waypost-text";

  private static final Pattern CONTROL =
      Pattern.compile("~?(?:[#/^].*|else(?:\\s.*)?)~?", Pattern.DOTALL);
  private static final Pattern LITERAL_NAME =
      Pattern.compile("([~{&\\s]*)(?:\"([^\"\\]]*)\"|'([^'\\]]*)'|([0-9]+))([~}\\s]*)");
  private static final String NO_NAME = "!\"#%&'()*+,./;<=>@[\\]^`{|}~";

  /** From here on {@code at} is what stood at {@code origin}. */
  record Mark(int at, int origin) {}

  /** Where that stood in the template as its author wrote it, to a character or a tag. */
  int origin(int row, int column) {
    var at = 0;
    for (var line = 1; line < row && template.indexOf('\n', at) >= 0; line++) {
      at = template.indexOf('\n', at) + 1;
    }
    at += column;
    var origin = at;
    for (var mark : marks) {
      if (mark.at() <= at) {
        origin = mark.origin() + at - mark.at();
      }
    }
    return origin;
  }

  /** Of what {@link TemplateScan} found nothing against. */
  static EngineTemplate of(String template) {
    return new Writer(template).write();
  }

  private static final class Writer {
    private final String from;
    private final StringBuilder to;
    private final List<String> literals = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private int copied;
    private boolean skipsSpace;

    Writer(String template) {
      this.from = template;
      this.to = new StringBuilder(template.length() + 64);
    }

    EngineTemplate write() {
      for (var tag : TemplateTags.of(from, Integer.MAX_VALUE)) {
        copyTo(tag.start());
        switch (tag.kind()) {
          case TAG -> tag(tag);
          case COMMENT -> comment(tag);
          case LITERAL -> literal("{{");
          case BACKSLASH -> literal("\\");
          case UNCLOSED_TAG, UNCLOSED_COMMENT -> to.append(from, tag.start(), tag.end());
        }
        copied = Math.max(copied, tag.end());
      }
      copyTo(from.length());
      return new EngineTemplate(to.toString(), List.copyOf(literals), List.copyOf(marks));
    }

    private void copyTo(int end) {
      if (skipsSpace) {
        while (copied < end && Character.isWhitespace(from.charAt(copied))) {
          copied++;
        }
        skipsSpace = false;
      }
      if (copied < end) {
        marks.add(new Mark(to.length(), copied));
        to.append(from, copied, end);
      }
    }

    private void tag(Tag tag) {
      var inner = tag.inner(from);
      var lineEnd = CONTROL.matcher(inner.strip()).matches() ? lineEnd(tag) : -1;
      if (lineEnd >= 0) {
        dropIndent();
        copied = lineEnd;
      }
      if (!to.isEmpty() && to.charAt(to.length() - 1) == '\\') {
        literal("");
      }
      marks.add(new Mark(to.length(), tag.start()));
      to.append("{{").append(named(inner)).append("}}");
    }

    private void comment(Tag tag) {
      var lineEnd = lineEnd(tag);
      if (from.startsWith("{{~", tag.start())) {
        dropSpace();
      } else if (lineEnd >= 0) {
        dropIndent();
      }
      copied = lineEnd >= 0 ? lineEnd : tag.end();
      skipsSpace = from.startsWith("~", tag.end() - 3);
    }

    /** With the backslashes before it, which the engine would take for its own. */
    private void literal(String text) {
      var end = to.length();
      while (end > 0 && to.charAt(end - 1) == '\\') {
        end--;
      }
      literals.add(to.substring(end) + text);
      to.setLength(end);
      to.append("{{{").append(HELPER).append(' ').append(literals.size() - 1).append("}}}");
    }

    /** Where the next line begins if the tag is alone on its line; -1 if it is not. */
    private int lineEnd(Tag tag) {
      var before = tag.start();
      while (before > 0 && isBlank(before - 1)) {
        before--;
      }
      if (before > 0 && from.charAt(before - 1) != '\n') {
        return -1;
      }
      var after = tag.end();
      while (after < from.length() && isBlank(after)) {
        after++;
      }
      if (after == from.length()) {
        return after;
      }
      if (from.startsWith("\r\n", after)) {
        return after + 2;
      }
      return from.charAt(after) == '\n' ? after + 1 : -1;
    }

    private boolean isBlank(int at) {
      return from.charAt(at) == ' ' || from.charAt(at) == '\t';
    }

    private void dropSpace() {
      var length = to.length();
      while (length > 0 && Character.isWhitespace(to.charAt(length - 1))) {
        length--;
      }
      to.setLength(length);
    }

    private void dropIndent() {
      var length = to.length();
      while (length > 0 && (to.charAt(length - 1) == ' ' || to.charAt(length - 1) == '\t')) {
        length--;
      }
      to.setLength(length);
    }
  }

  /** Puts brackets around names that the engine cannot read. */
  private static String named(String inner) {
    var whole = LITERAL_NAME.matcher(inner);
    if (whole.matches()) {
      var name = whole.group(2) != null ? whole.group(2) : whole.group(3);
      return whole.group(1) + "[" + (name != null ? name : whole.group(4)) + "]" + whole.group(5);
    }
    if (inner.chars().allMatch(c -> c < 128)) {
      return inner;
    }
    var named = new StringBuilder(inner.length() + 16);
    var at = 0;
    while (at < inner.length()) {
      var end = pieceEnd(inner, at);
      var piece = inner.substring(at, end);
      var isName = isName(piece.charAt(0)) && piece.chars().anyMatch(c -> c >= 128);
      named.append(isName ? "[" + piece + "]" : piece);
      at = end;
    }
    return named.toString();
  }

  /** A name, something quoted or bracketed, block parameters, or one other character. */
  private static int pieceEnd(String inner, int at) {
    var c = inner.charAt(at);
    if (c == '"' || c == '\'' || c == '[' || c == '|') {
      var close = inner.indexOf(c == '[' ? ']' : c, at + 1);
      return close < 0 ? at + 1 : close + 1;
    }
    var end = at;
    while (end < inner.length() && isName(inner.charAt(end))) {
      end++;
    }
    return Math.max(end, at + 1);
  }

  private static boolean isName(char c) {
    return !Character.isWhitespace(c) && NO_NAME.indexOf(c) < 0;
  }
}
