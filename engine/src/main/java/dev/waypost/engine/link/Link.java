package dev.waypost.engine.link;

import java.util.Optional;

/**
 * One occurrence of a destination in a template.
 *
 * @param url as its author wrote it, entities decoded, merge fields in place
 * @param part where it stands
 * @param name what {@code data-waypost-name} calls it
 */
public record Link(int index, String url, Part part, Optional<String> name) {
  /** Which body a link stands in. */
  public enum Part {
    HTML,
    TEXT
  }
}
