package dev.waypost.engine.send;

import java.util.Locale;

/** What is done to rendered html without parsing it: the author's bytes stay as they are. */
final class Html {
  private static final String SPECIAL = "&<>\"'`=";
  private static final String COMMENT = "<!--";
  private static final String BODY = "</body";

  private Html() {}

  /** Safe as text and as the value of an attribute, quoted or not. */
  static String escape(String text) {
    var first = 0;
    while (first < text.length() && SPECIAL.indexOf(text.charAt(first)) < 0) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    var escaped = new StringBuilder(text.length() + 32).append(text, 0, first);
    for (var i = first; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#x27;");
        case '`' -> escaped.append("&#x60;");
        case '=' -> escaped.append("&#x3D;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** A URL as the value of a quoted attribute. */
  static String attribute(String url) {
    return url.replace("&", "&amp;")
        .replace("\"", "&quot;")
        .replace("'", "&#x27;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }

  /** Puts the pixel before the last {@code </body>} that is no comment, else at the end. */
  static String withPixel(String html, String url) {
    var pixel =
        "<img src=\""
            + attribute(url)
            + "\" width=\"1\" height=\"1\" alt=\"\""
            + " style=\"display:block;width:1px;height:1px;border:0\">";
    var at = bodyEnd(html);
    return html.substring(0, at) + pixel + html.substring(at);
  }

  private static int bodyEnd(String html) {
    var found = html.length();
    var at = html.indexOf('<');
    while (at >= 0) {
      var next = at + 1;
      if (html.startsWith(COMMENT, at)) {
        var end = html.indexOf("-->", at + COMMENT.length());
        next = end < 0 ? html.length() : end;
      } else if (isBodyEnd(html, at)) {
        found = at;
      }
      at = html.indexOf('<', next);
    }
    return found;
  }

  private static boolean isBodyEnd(String html, int at) {
    var end = at + BODY.length();
    if (end >= html.length() || !html.substring(at, end).toLowerCase(Locale.ROOT).equals(BODY)) {
      return false;
    }
    var after = html.charAt(end);
    return after == '>' || after == '/' || Character.isWhitespace(after);
  }
}
