package dev.waypost.engine.link;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The sequences of {@code verdicts/sequences.txt}, whose head says how it is written. */
public final class VerdictTable {
  /** When the mail of a sequence was delivered, if it was. */
  public static final Instant DELIVERED = Instant.parse("2026-03-01T12:00:00Z");

  private static final String FILE = "/verdicts/sequences.txt";
  private static final int LINKS = 5;

  private final Map<String, Map<String, String>> profiles = new HashMap<>();
  private final Map<String, Network> networks = new HashMap<>();
  private final List<Sequence> sequences = new ArrayList<>();

  private VerdictTable() {}

  /** Hits on one mail, and what is expected of each; in the order of the file. */
  public record Sequence(String sentence, ObservedMail mail, List<Expected> hits) {
    @Override
    public String toString() {
      return sentence;
    }
  }

  /**
   * A hit and who made it.
   *
   * @param line of the file
   */
  public record Expected(int line, Hit hit, Verdict verdict, Set<VerdictReason> reasons) {}

  /** All sequences of the file. */
  public static List<Sequence> sequences() {
    try (var in = VerdictTable.class.getResourceAsStream(FILE)) {
      var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      var table = new VerdictTable();
      Map<String, String> profile = Map.of();
      for (var i = 0; i < lines.size(); i++) {
        var line = lines.get(i).strip();
        var words = List.of(line.split("\\s+"));
        switch (words.getFirst()) {
          case "", "#" -> {}
          case "profile" -> profile = table.profile(words);
          case "network" -> table.networks.put(words.get(1), network(words.get(2)));
          case "sequence" -> table.begin(line.substring("sequence".length()).strip());
          case "mail" -> table.mail(words);
          default -> {
            if (table.sequences.isEmpty()) {
              var colon = line.indexOf(':');
              profile.put(line.substring(0, colon), line.substring(colon + 1).strip());
            } else {
              table.hit(i + 1, words);
            }
          }
        }
      }
      return List.copyOf(table.sequences);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> profile(List<String> words) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    if (words.size() == 4) {
      headers.putAll(known(profiles, words.get(3)));
    }
    profiles.put(words.get(1), headers);
    return headers;
  }

  private static Network network(String address) throws UnknownHostException {
    return Network.of(InetAddress.getByName(address));
  }

  private void begin(String sentence) {
    sequences.add(
        new Sequence(sentence, new ObservedMail(LINKS, Optional.of(DELIVERED)), new ArrayList<>()));
  }

  /** {@code mail 2 links, delivered} or {@code mail 2 links, not delivered}. */
  private void mail(List<String> words) {
    var begun = sequences.removeLast();
    var arrived = words.get(3).equals("not") ? Optional.<Instant>empty() : Optional.of(DELIVERED);
    var mail = new ObservedMail(Integer.parseInt(words.get(1)), arrived);
    sequences.add(new Sequence(begun.sentence(), mail, begun.hits()));
  }

  private void hit(int line, List<String> words) {
    var isPixel = words.get(2).equals("pixel");
    var who = words.get(3).split("@", -1);
    var headers = known(profiles, who[0]);
    var signs =
        HitSigns.of(
            words.get(1),
            HitSigns.Scheme.HTTPS,
            name -> Optional.ofNullable(headers.get(name)).filter(value -> !value.isEmpty()));
    var token =
        new Token(
            isPixel ? Token.Kind.OPEN : Token.Kind.CLICK,
            Token.Stage.REAL,
            new LinkTableId(1),
            isPixel ? 0 : Integer.parseInt(words.get(2)),
            new RecipientKey(1, (short) 1),
            1);
    var hit =
        new Hit(
            DELIVERED.plus(duration(words.getFirst())),
            token,
            signs,
            HitSigns.agent(Optional.ofNullable(headers.get("User-Agent"))),
            known(networks, who[1]).bits());
    var verdict = Verdict.valueOf(words.get(4).toUpperCase(java.util.Locale.ROOT));
    sequences
        .getLast()
        .hits()
        .add(new Expected(line, hit, verdict, words.size() < 6 ? Set.of() : reasons(words.get(5))));
  }

  private static Set<VerdictReason> reasons(String words) {
    var byWord = new LinkedHashMap<String, VerdictReason>();
    for (var reason : VerdictReason.values()) {
      byWord.put(reason.name().replace("_", "").toLowerCase(java.util.Locale.ROOT), reason);
    }
    var reasons = new TreeSet<VerdictReason>();
    for (var word : words.split(",")) {
      reasons.add(known(byWord, word.toLowerCase(java.util.Locale.ROOT)));
    }
    return reasons;
  }

  private static Duration duration(String text) {
    var number = Double.parseDouble(text.substring(0, text.length() - 1));
    var unit =
        switch (text.charAt(text.length() - 1)) {
          case 's' -> 1_000;
          case 'm' -> 60_000;
          case 'h' -> 3_600_000;
          case 'd' -> 86_400_000;
          default -> throw new IllegalArgumentException("a time ends in s, m, h or d: " + text);
        };
    return Duration.ofMillis(Math.round(number * unit));
  }

  private static <T> T known(Map<String, T> all, String name) {
    var one = all.get(name);
    if (one == null) {
      throw new IllegalArgumentException("'" + name + "' is not among " + all.keySet());
    }
    return one;
  }
}
