package dev.waypost.engine.link;

import java.util.Optional;

/** What is wrong with a link as its author wrote it, with the piece that it is about. */
final class LinkFlaw {
  private static final int SHOWN_MAX = 60;
  private static final String IN_HOSTS = ".-_:[]{}";

  private LinkFlaw() {}

  /** The rule, then the link, shortened, and the character that no host has. */
  static String of(LinkFault fault, String url) {
    var flaw = fault == LinkFault.HOST ? hostFlaw(host(url)) : Optional.<String>empty();
    return fault.rule() + "; got \"" + shown(url) + "\"" + flaw.map(f -> ", where " + f).orElse("");
  }

  private static Optional<String> hostFlaw(String host) {
    if (host.isEmpty()) {
      return Optional.of("the host is missing");
    }
    return host.codePoints()
        .filter(c -> c < 128 && !Character.isLetterOrDigit(c) && IN_HOSTS.indexOf(c) < 0)
        .mapToObj(
            c -> "\"" + shown(host) + "\" has " + (c == ' ' ? "a space" : Character.toString(c)))
        .findFirst();
  }

  /** Empty when the link does not begin like one. */
  private static String host(String url) {
    var slashes = url.indexOf("://");
    if (slashes < 0) {
      return "";
    }
    var end = slashes + 3;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return url.substring(slashes + 3, end);
  }

  private static String shown(String text) {
    var line = new StringBuilder();
    text.codePoints()
        .limit(SHOWN_MAX)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .forEach(line::appendCodePoint);
    return text.codePointCount(0, text.length()) > SHOWN_MAX ? line + "..." : line.toString();
  }
}
