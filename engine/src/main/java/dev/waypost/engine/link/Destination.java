package dev.waypost.engine.link;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a link leads: an http or https URL, with merge fields whose values each recipient has. The
 * same values give the same URL when the mail is rendered and when the link is clicked. Immutable.
 */
public final class Destination {
  /** Longest URL, in characters. */
  public static final int CHARACTERS_MAX = 2_000;

  /** Most merge fields of one destination. */
  public static final int FIELDS_MAX = 100;

  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]+");

  /** A stretch of a destination. */
  public sealed interface Part {}

  /** What is the same for all, as its author wrote it. */
  public record Literal(String text) implements Part {}

  /**
   * What a recipient's row fills in.
   *
   * @param expression in Handlebars, with its braces; to be rendered without HTML escaping
   */
  public record Field(String expression, Place place) implements Part {}

  /** Where in a URL a merge field stands. */
  public enum Place {
    /** It is the URL, or its beginning, and is taken as a URL. */
    WHOLE,
    /** It is the host, or a part of it, and has only what a host may have. */
    HOST,
    /** In a path segment: percent-encoded. */
    PATH,
    /** In the query: percent-encoded. */
    QUERY,
    /** Behind the number sign: percent-encoded. */
    FRAGMENT
  }

  /** The destination is none that a link may lead to. The message never repeats a value. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final LinkFault fault;

    Refused(LinkFault fault) {
      super(fault.rule());
      this.fault = fault;
    }

    public LinkFault fault() {
      return fault;
    }
  }

  private final List<Part> parts;
  private final List<String> fields;
  private final Optional<String> fixed;

  private Destination(List<Part> parts) throws Refused {
    this.parts = List.copyOf(parts);
    fields =
        parts.stream()
            .filter(Field.class::isInstance)
            .map(part -> ((Field) part).expression())
            .toList();
    fixed = checkLiterals();
  }

  /** Reads a destination as its author wrote it, entities decoded. */
  public static Destination parse(String url) throws Refused {
    return new Destination(DestinationParts.of(url));
  }

  /** What it is made of, in its order. */
  public List<Part> parts() {
    return parts;
  }

  /** The Handlebars expressions of the merge fields, in their order. */
  public List<String> fields() {
    return fields;
  }

  /** The URL, when it is complete without a recipient. */
  public Optional<String> fixed() {
    return fixed;
  }

  /**
   * The URL for one recipient.
   *
   * @param values what each of {@link #fields()} rendered to, in their order
   */
  public String resolve(List<String> values) throws Refused {
    var next = values.iterator();
    var url = new StringBuilder();
    for (var part : parts) {
      switch (part) {
        case Literal(var text) -> url.append(text);
        case Field(var expression, var place) -> {
          if (!next.hasNext()) {
            throw wrongCount(values);
          }
          append(url, place, next.next());
        }
      }
    }
    if (next.hasNext()) {
      throw wrongCount(values);
    }
    return WebUrl.normalize(url.toString());
  }

  private static void append(StringBuilder url, Place place, String value) throws Refused {
    switch (place) {
      case WHOLE -> url.append(value.strip());
      case HOST -> {
        if (!HOST.matcher(value.strip()).matches()) {
          throw new Refused(LinkFault.HOST);
        }
        url.append(value.strip());
      }
      case PATH, QUERY, FRAGMENT -> WebUrl.encode(value, url);
    }
  }

  private IllegalArgumentException wrongCount(List<String> values) {
    return new IllegalArgumentException(
        "expected " + fields.size() + " values, got " + values.size());
  }

  /** Says what can be said before any value is known. */
  private Optional<String> checkLiterals() throws Refused {
    if (!(fields.size() <= FIELDS_MAX)) {
      throw new Refused(LinkFault.FIELDS);
    }
    var literal = parts.stream().map(Destination::placeholder).collect(Collectors.joining());
    if (!parts.isEmpty() && parts.getFirst() instanceof Field) {
      WebUrl.checkCharacters(literal);
      return Optional.empty();
    }
    var url = WebUrl.normalize(literal);
    return fields.isEmpty() ? Optional.of(url) : Optional.empty();
  }

  /** What can be checked of a part before its value is known. */
  private static String placeholder(Part part) {
    return switch (part) {
      case Literal(var text) -> text;
      case Field(var ignored, var place) -> place == Place.HOST ? "x" : "";
    };
  }
}
