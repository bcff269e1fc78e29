package dev.waypost.deploy.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Why a text is no JSON, for the people who wrote it. */
public final class MalformedJson extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int EXCERPT_MAX = 60;

  /** What a parser complains of, told from its words, and what it should have found. */
  private enum Fault {
    END("end-of-input", "more: a } or ] or \" is missing before the end"),
    COLON("colon to separate", "a colon between a name and its value"),
    NAME("field name", "a name in double quotes, or } (without a comma before it)"),
    NEXT_MEMBER("comma to separate object", "a comma before the next name, or } at the end"),
    NEXT_ITEM("comma to separate array", "a comma before the next value, or ] at the end"),
    LINE_END("illegal unquoted character", "\\n, \\r or \\t where a text has a line end or a tab"),
    ESCAPE("escape", "one of \" \\ / b f n r t u behind a backslash"),
    UTF8("utf-8", "UTF-8 text"),
    TWICE("duplicate field", "each name only once in an object"),
    NUMBER("numeric", "a number as in 12, -3 or 4.5"),
    VALUE("", "a value: \"text\", a number, true, false, null, { } or [ ]");

    private final String sign;
    private final String expected;

    Fault(String sign, String expected) {
      this.sign = sign;
      this.expected = expected;
    }

    static Fault of(String complaint) {
      var words = complaint.toLowerCase(Locale.ROOT);
      return Arrays.stream(values()).filter(f -> words.contains(f.sign)).findFirst().orElse(VALUE);
    }
  }

  private final int line;
  private final int column;
  private final String excerpt;

  MalformedJson(byte[] utf8, long offset, String expected) {
    super("expected " + expected);
    var at = (int) Math.max(0, Math.min(offset, utf8.length));
    var start = at;
    while (start > 0 && utf8[start - 1] != '\n') {
      start--;
    }
    var end = at;
    while (end < utf8.length && utf8[end] != '\n') {
      end++;
    }
    this.line = 1 + (int) newlines(utf8, start);
    this.column = 1 + text(utf8, start, at).length();
    var whole = text(utf8, start, end).strip();
    this.excerpt = whole.length() <= EXCERPT_MAX ? whole : excerpt(text(utf8, start, end));
  }

  static MalformedJson of(byte[] utf8, JsonProcessingException e) {
    var fault = Fault.of(e.getOriginalMessage());
    var location = e.getLocation();
    var offset = fault == Fault.END || location == null ? utf8.length : location.getByteOffset();
    var malformed = new MalformedJson(utf8, offset, fault.expected);
    malformed.initCause(e);
    return malformed;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** From 1, in characters. */
  public int column() {
    return column;
  }

  /** The line, or the part of it around the place; may be empty. */
  public String excerpt() {
    return excerpt;
  }

  private String excerpt(String whole) {
    var from = Math.max(0, Math.min(column - 1 - EXCERPT_MAX / 2, whole.length() - EXCERPT_MAX));
    return "... " + whole.substring(from, Math.min(whole.length(), from + EXCERPT_MAX)) + " ...";
  }

  private static long newlines(byte[] utf8, int end) {
    var found = 0L;
    for (var i = 0; i < end; i++) {
      if (utf8[i] == '\n') {
        found++;
      }
    }
    return found;
  }

  private static String text(byte[] utf8, int from, int to) {
    return new String(utf8, from, to - from, StandardCharsets.UTF_8);
  }
}
