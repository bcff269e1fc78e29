package dev.waypost.engine.smtp;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a server offered in its reply to EHLO: keywords in upper case, each with its parameters. */
record SmtpExtensions(Map<String, String> offered) {
  static final SmtpExtensions NONE = new SmtpExtensions(Map.of());

  SmtpExtensions {
    offered = Map.copyOf(offered);
  }

  static SmtpExtensions of(SmtpReply ehlo) {
    var offered = new HashMap<String, String>();
    // The first line is the server's name and greeting.
    for (var line : ehlo.lines().subList(1, ehlo.lines().size())) {
      // Old servers write AUTH=LOGIN PLAIN.
      var words = line.strip().toUpperCase(Locale.ROOT).split("[ =]+", 2);
      offered.merge(words[0], words.length == 2 ? words[1] : "", (a, b) -> a + " " + b);
    }
    return new SmtpExtensions(offered);
  }

  boolean has(String keyword) {
    return offered.containsKey(keyword);
  }

  boolean hasAuth(String mechanism) {
    return List.of(offered.getOrDefault("AUTH", "").split(" +")).contains(mechanism);
  }

  /** The largest message in bytes, if the server names one (RFC 1870; 0 means no limit). */
  Optional<Long> sizeMax() {
    var size = offered.getOrDefault("SIZE", "").strip();
    if (!size.matches("\\d{1,18}") || Long.parseLong(size) == 0) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(size));
  }
}
