package dev.waypost.engine.link;

import java.util.List;

/**
 * Finds the links of a template that are to be tracked, and puts a call in their place that renders
 * the tracked URL in the current Handlebars context. Every other byte of the template stays, but
 * for the {@code data-waypost-*} attributes, which go with the white space before them.
 */
public final class LinkExtraction {
  /**
   * Name of the Handlebars helper that the calls name; its one parameter is the number of the link.
   */
  public static final String HELPER = "waypost-link";

  private LinkExtraction() {}

  /**
   * What was found.
   *
   * @param template the template with the calls in it
   * @param links in source order, one for each occurrence
   * @param originals what stood where the call of each of the links is now, to the byte
   * @param places where each of the links begins
   * @param notes what the author should look at
   * @param problems why the template has to be refused; none if it is good
   */
  public record Extracted(
      String template,
      List<Link> links,
      List<String> originals,
      List<Place> places,
      List<LinkNote> notes,
      List<LinkProblem> problems) {
    public Extracted {
      links = List.copyOf(links);
      originals = List.copyOf(originals);
      places = List.copyOf(places);
      notes = List.copyOf(notes);
      problems = List.copyOf(problems);
    }
  }

  /** Row and column in a template, both from 1. */
  public record Place(int row, int column) {}

  /**
   * Extracts from a Handlebars template of HTML: {@code href} of {@code a}, {@code area} and VML
   * shapes, also in conditional comments, as these are what Outlook's users click; when it is http
   * or https or starts with a merge field other than ours. Tracked URLs are not tracked again.
   * Forms, images, styles and relative links stay as they are.
   *
   * @param firstIndex number of the first link
   */
  public static Extracted html(String template, int firstIndex) {
    return new HtmlLinks(template, firstIndex).extract();
  }

  /**
   * Extracts from a Handlebars template of plain text: what starts with http:// or https://,
   * without the punctuation of the sentence around it; in angle brackets also over several lines.
   *
   * @param firstIndex number of the first link
   */
  public static Extracted text(String template, int firstIndex) {
    return new TextLinks(template, firstIndex).extract();
  }

  /** The call that stands in place of a destination. */
  public static String call(int index) {
    return "{{{" + HELPER + " " + index + "}}}";
  }
}
