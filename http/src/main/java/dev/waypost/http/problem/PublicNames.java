package dev.waypost.http.problem;

import dev.waypost.engine.report.PublicName;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Public names of enum constants, there and back. */
public final class PublicNames {
  private PublicNames() {}

  public static String of(Enum<?> constant) {
    return PublicName.of(constant);
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
