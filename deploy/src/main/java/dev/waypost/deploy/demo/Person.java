package dev.waypost.deploy.demo;

import dev.waypost.deploy.client.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Somebody made up. */
record Person(String id, String email, String name, String city, List<Pick> picks) {
  /** An article chosen for a reader. */
  record Pick(String slug, String title) {}

  private static final String AGAIN = "-again";

  private static final List<String> FIXED =
      List.of(
          "https://www.saltmarsh.example/",
          "https://www.saltmarsh.example/walks/towpath?from=letter&issue=48",
          "https://www.saltmarsh.example/kitchen/barley-broth",
          "https://books.saltmarsh.example/a-winter-of-maps");

  Person {
    picks = List.copyOf(picks);
  }

  /** One line of NDJSON, without its end. */
  String row() {
    var members = new LinkedHashMap<String, Json>();
    members.put("id", Json.text(id));
    members.put("email", Json.text(email));
    members.put("name", Json.text(name));
    members.put("data", Json.object(Map.of("city", Json.text(city), "picks", pickRows())));
    return Json.object(members).print();
  }

  /** The same mailbox spelt otherwise, under another id. */
  Person alias() {
    var at = email.indexOf('@');
    var spelling = email.substring(0, 1).toUpperCase(Locale.ROOT) + email.substring(1, at);
    return new Person(
        id + AGAIN, spelling + email.substring(at).toUpperCase(Locale.ROOT), name, city, picks);
  }

  /** Every place that a tracked link in this person's html may lead to. */
  Set<String> destinations() {
    return Stream.of(
            FIXED.stream(),
            picks.stream().map(p -> "https://www.saltmarsh.example/read/" + p.slug()),
            Stream.of(
                "https://www.saltmarsh.example/near/" + encoded(city),
                "https://ask.saltmarsh.example/letter-48?reader=" + id,
                "https://ask.saltmarsh.example/letter-48?reader=" + id + AGAIN))
        .flatMap(all -> all)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Json pickRows() {
    return new Json.Items(
        picks.stream()
            .<Json>map(
                p ->
                    Json.object(Map.of("slug", Json.text(p.slug()), "title", Json.text(p.title()))))
            .toList());
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
