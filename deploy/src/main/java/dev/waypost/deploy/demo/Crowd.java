package dev.waypost.deploy.demo;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The people of the demo and the file they stand in, which is as untidy as real ones: some ids come
 * twice, some mailboxes under a second id, some lines are wrong.
 *
 * @param people by address key
 * @param lines of the file
 * @param repeated lines whose id came before
 * @param aliases lines with a mailbox that has a line under another id
 * @param wrong lines that must be rejected
 */
record Crowd(Map<String, Person> people, List<String> lines, int repeated, int aliases, int wrong) {
  private static final List<String> FIRST =
      List.of(
          "Anna", "Bence", "Csilla", "Dániel", "Eszter", "Ferenc", "Gergő", "Hanna", "Ilona",
          "János", "Katalin", "László", "Márta", "Nóra", "Örs", "Péter", "Réka", "Sándor", "Tünde",
          "Zoltán", "Alice", "Björn", "Chloé", "Diego", "Emma", "Finn", "Grace", "Hugo", "Ingrid",
          "Jack", "Lena", "Mia", "Noah", "Olga", "Paul", "Rosa", "Sofia", "Thomas", "Uma", "Vera");
  private static final List<String> LAST =
      List.of(
          "Kovács",
          "Szabó",
          "Tóth",
          "Nagy",
          "Horváth",
          "Varga",
          "Kiss",
          "Molnár",
          "Németh",
          "Farkas",
          "Balogh",
          "Papp",
          "Lakatos",
          "Takács",
          "Juhász",
          "Őze",
          "Smith",
          "Miller",
          "Novák",
          "García",
          "Dubois",
          "Rossi",
          "Larsen",
          "Schmidt",
          "O'Neill",
          "Lindqvist");
  private static final List<String> CITIES =
      List.of(
          "Pécs",
          "Győr",
          "Szeged",
          "Debrecen",
          "Miskolc",
          "Eger",
          "Sopron",
          "Budapest",
          "Székesfehérvár",
          "Graz",
          "Brno",
          "Porto",
          "Ghent",
          "York",
          "St Ives",
          "Århus");
  private static final List<String> HOSTS = List.of("example.com", "example.org", "example.net");
  private static final List<Person.Pick> PICKS =
      List.of(
          new Person.Pick("night-train", "The night train that still has curtains"),
          new Person.Pick("six-bridges", "Six bridges & a ferry"),
          new Person.Pick("lighthouse-keys", "Who keeps the keys of the lighthouse?"),
          new Person.Pick("slow-market", "A market that opens when the fog lifts"),
          new Person.Pick("field-notes", "Field notes: how to listen to a reed bed"),
          new Person.Pick("rain-coat", "In praise of the second-best raincoat"));
  private static final List<String> WRONG =
      List.of(
          "{\"id\": \"wrong-%d\", \"email\": \"nobody-at-all\"}",
          "{\"id\": \"wrong-%d\", \"email\": \"ann@exa mple.com\"}",
          "{\"id\": \"wrong-%d\"}",
          "{\"id\": \"wrong-%d\", \"email\": \"bob@example.com\", \"adress\": \"a typing error\"}",
          "{\"id\": \"wrong-%d\", \"email\": \"cut off in the mid");

  Crowd {
    people = Collections.unmodifiableMap(new LinkedHashMap<>(people));
    lines = List.copyOf(lines);
  }

  /** The same crowd for the same number and seed. */
  static Crowd of(int number, long seed) {
    var random = new SplittableRandom(seed);
    var people = new LinkedHashMap<String, Person>();
    var lines = new ArrayList<String>();
    var all = new ArrayList<Person>();
    for (var i = 1; i <= number; i++) {
      var person = person(i, random);
      people.put(person.email(), person);
      all.add(person);
      lines.add(person.row());
    }
    var repeated = Math.min(number, Math.max(2, number / 100));
    var aliases = Math.min(number, Math.max(2, number / 150));
    var wrong = Math.max(5, number / 200);
    for (var i = 0; i < repeated; i++) {
      lines.add(all.get(random.nextInt(number)).row());
    }
    for (var i = 0; i < aliases; i++) {
      lines.add(all.get(i).alias().row());
    }
    for (var i = 0; i < wrong; i++) {
      lines.add(random.nextInt(lines.size()), WRONG.get(i % WRONG.size()).formatted(i));
    }
    return new Crowd(people, lines, repeated, aliases, wrong);
  }

  /** The file. */
  byte[] ndjson() {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  int accepted() {
    return people.size() + aliases;
  }

  private static Person person(int number, SplittableRandom random) {
    var first = pick(FIRST, random);
    var last = pick(LAST, random);
    var email = plain(first) + "." + plain(last) + "." + number + "@" + pick(HOSTS, random);
    var start = random.nextInt(PICKS.size());
    var picks = new ArrayList<Person.Pick>();
    for (var i = 0; i < 1 + number % 3; i++) {
      picks.add(PICKS.get((start + i) % PICKS.size()));
    }
    return new Person("reader-" + number, email, first, pick(CITIES, random), picks);
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .toLowerCase(Locale.ROOT)
        .replace("ø", "o")
        .replaceAll("[^a-z]", "");
  }

  private static <T> T pick(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }
}
