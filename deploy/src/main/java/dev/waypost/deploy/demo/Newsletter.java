package dev.waypost.deploy.demo;

import dev.waypost.deploy.client.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The letter that the demo sends. */
final class Newsletter {
  static final String SUBJECT = "{{name}}, a short walk with soup at the end";

  private Newsletter() {}

  /** The campaign as the API takes it. */
  static Json campaign() {
    return Json.object(
        Map.of(
            "kind", Json.text("broadcast"),
            "from", address("The Saltmarsh Letter", "letter@saltmarsh.example"),
            "replyTo", Json.object(Map.of("email", Json.text("readers@saltmarsh.example"))),
            "subject", Json.text(SUBJECT),
            "html", Json.text(resource("newsletter.html")),
            "text", Json.text(resource("newsletter.txt"))));
  }

  private static Json address(String name, String email) {
    return Json.object(Map.of("name", Json.text(name), "email", Json.text(email)));
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(Newsletter.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
