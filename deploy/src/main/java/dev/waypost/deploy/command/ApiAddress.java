package dev.waypost.deploy.command;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Where a client reaches the API: the base that {@code /v1} comes behind. */
final class ApiAddress {
  private static final String PORT_DEFAULT = "8080";

  private ApiAddress() {}

  /**
   * As people write it, also with the {@code /v1} that the documentation shows.
   *
   * @throws IllegalArgumentException saying what is expected
   */
  static URI parse(String text) {
    var base =
        text.strip().replaceFirst("/+$", "").replaceFirst("/v1$", "").replaceFirst("/+$", "");
    URI uri;
    try {
      uri = new URI(base);
    } catch (URISyntaxException e) {
      throw expected("got \"" + text + "\"");
    }
    var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))) {
      var looksLikeHost = base.matches("[A-Za-z0-9.-]+(:\\d+)?(/.*)?");
      throw expected(
          "got \"" + text + "\"" + (looksLikeHost ? "; did you mean http://" + base + "?" : ""));
    }
    if (uri.getRawUserInfo() != null) {
      throw expected("got one with a login in it; the key goes into --key-file");
    }
    if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw expected("got \"" + text + "\"");
    }
    return uri;
  }

  /**
   * This machine's.
   *
   * @throws IllegalArgumentException when the port is none
   */
  static URI local(Optional<String> port) {
    var text = port.filter(p -> !p.isBlank()).orElse(PORT_DEFAULT).strip();
    if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException(
          "WAYPOST_API_PORT must be 1..65535 to find the API by it, got \""
              + text
              + "\": give --api");
    }
    return URI.create("http://127.0.0.1:" + text);
  }

  private static IllegalArgumentException expected(String got) {
    return new IllegalArgumentException("--api needs an address as http://host:8080, " + got);
  }
}
