package dev.waypost.deploy.setting;

import dev.waypost.deploy.exit.Trouble;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads URLs of settings. What it says never repeats the URL, which may hold a password. */
final class Urls {
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?i)//[^/?#]*@|[?&;](user|username|password|pass|pwd)=");

  private Urls() {}

  /** Any scheme, with a host, without credentials. */
  static URI parse(Option option, String text) {
    refuseCredentials(option, text);
    try {
      var uri = new URI(text);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw malformed(option);
    }
    throw malformed(option);
  }

  /** The public base of tracked links; without a trailing slash. */
  static URI base(Option option, String text) {
    var uri = parse(option, text.replaceAll("/+$", ""));
    var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))) {
      throw Trouble.configuration(
          option.label() + " must start with http:// or https://",
          "set it to the address under which people reach the tracking port");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw Trouble.configuration(
          option.label() + " must not have a query or a fragment",
          "set it to scheme, host and, if need be, port and path");
    }
    return uri;
  }

  static void refuseCredentials(Option option, String text) {
    if (CREDENTIALS.matcher(text).find()) {
      throw Trouble.configuration(
          option.label() + " contains credentials, which end up in logs and process lists",
          "take them out of the URL and use the variables for user and password");
    }
  }

  private static Trouble malformed(Option option) {
    return Trouble.configuration(
        option.label() + " is not a URL with a host", "write it as scheme://host:port");
  }
}
