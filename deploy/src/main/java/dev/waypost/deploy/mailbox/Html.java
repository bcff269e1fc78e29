package dev.waypost.deploy.mailbox;

import java.util.regex.Pattern;

/** Text into HTML. */
final class Html {
  /** A web address up to what may belong to the sentence around it. */
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[^\\s<>\"']*[^\\s<>\"'.,;:!?)\\]}]");

  private Html() {}

  /** Safe as content and inside a double-quoted attribute. */
  static String escape(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** As {@link #escape}, with web addresses as links that open in a window of their own. */
  static String linked(String text) {
    var out = new StringBuilder(text.length() + 256);
    var end = 0;
    var address = ADDRESS.matcher(text);
    while (address.find()) {
      var url = escape(address.group());
      out.append(escape(text.substring(end, address.start())))
          .append("<a href=\"%s\" target=\"_blank\" rel=\"noreferrer\">%s</a>".formatted(url, url));
      end = address.end();
    }
    return out.append(escape(text.substring(end))).toString();
  }
}
