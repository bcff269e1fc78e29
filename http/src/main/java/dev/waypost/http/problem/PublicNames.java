package dev.waypost.http.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How enum constants are called in public: {@code IN_DOUBT} is {@code inDoubt}. */
public final class PublicNames {
  private PublicNames() {}

  public static String of(Enum<?> constant) {
    var words = constant.name().toLowerCase(Locale.ROOT).split("_");
    return words[0]
        + Arrays.stream(words, 1, words.length)
            .map(w -> Character.toUpperCase(w.charAt(0)) + w.substring(1))
            .collect(Collectors.joining());
  }

  /** The constant of that public name, or empty. */
  public static <E extends Enum<E>> Optional<E> find(Class<E> type, String name) {
    return Stream.of(type.getEnumConstants()).filter(c -> of(c).equals(name)).findFirst();
  }

  /** All names of a type, for messages. */
  public static <E extends Enum<E>> String all(Class<E> type) {
    return Stream.of(type.getEnumConstants())
        .map(PublicNames::of)
        .collect(Collectors.joining(", "));
  }
}
