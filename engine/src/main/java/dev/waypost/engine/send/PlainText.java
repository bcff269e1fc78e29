package dev.waypost.engine.send;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * Derives the text part from rendered html: paragraphs, headings, lists, the rows of tables, links
 * as {@code label <url>}, images by their alt text. What is hidden stays out. Lines are wrapped
 * between words, so that no URL is cut; preformatted text and rows of tables are not.
 */
final class PlainText {
  private static final Set<String> SKIPPED =
      Set.of("head", "style", "script", "title", "template", "noscript", "object", "svg");
  private static final Set<String> PARAGRAPHS =
      Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "dl", "figure", "center");
  private static final Set<String> LINES =
      Set.of(
          ("div section article header footer main aside nav address dt dd caption tbody thead"
                  + " tfoot form fieldset figcaption")
              .split(" "));
  private static final Pattern NOT_SHOWN =
      Pattern.compile(
          "display\\s*:\\s*none|visibility\\s*:\\s*hidden"
              + "|(?:max-height|(?<!-)opacity)\\s*:\\s*0(?:px)?\\s*(?:[;!]|$)");

  private static final List<String> HIDING =
      List.of("display", "visibility", "max-height", "opacity");

  /** Browsers leave them out of a URL. */
  private static final Pattern LINE_BREAKS = Pattern.compile("[\t\r\n]");

  /** Longest line that is wrapped, in characters. */
  private static final int LINE_MAX = 76;

  private static final String RULE = "----------";

  private final StringBuilder out = new StringBuilder();
  private final Map<String, String> destinations;

  /** What {@link #hasContent} found: tables nest deep, and each asks for all within. */
  private final Map<Element, Boolean> contentful;

  private final int lineMax;
  private String indent = "";
  private String marker = "";
  private int breaks;
  private Gap gap = Gap.NONE;

  private enum Gap {
    NONE,
    SPACE
  }

  private PlainText(
      Map<String, String> destinations, Map<Element, Boolean> contentful, int lineMax) {
    this.destinations = destinations;
    this.contentful = contentful;
    this.lineMax = lineMax;
  }

  /**
   * @param destinations where the tracked URLs in it lead
   */
  static String of(String html, Map<String, String> destinations) {
    var text = new PlainText(destinations, new IdentityHashMap<>(), LINE_MAX);
    text.children(Jsoup.parse(html).body());
    return text.out.isEmpty() ? "" : text.out.append('\n').toString();
  }

  private String cell(Element cell) {
    var text = new PlainText(destinations, contentful, Integer.MAX_VALUE);
    text.children(cell);
    return text.out.toString();
  }

  private void children(Element element) {
    for (var child : element.childNodes()) {
      node(child);
    }
  }

  private void node(Node node) {
    if (node instanceof TextNode text) {
      flow(text.getWholeText());
    } else if (node instanceof Element element && !isHidden(element)) {
      element(element);
    }
  }

  private void element(Element element) {
    var name = element.normalName();
    switch (name) {
      case "br" -> breaks = Math.min(breaks + 1, 2);
      case "hr" -> paragraph(() -> word(RULE));
      case "img" -> flow(element.attr("alt"));
      case "a" -> link(element);
      case "ul", "ol" -> list(element);
      case "pre" -> paragraph(() -> element.wholeText().lines().forEach(this::line));
      case "blockquote" -> paragraph(() -> indented("> ", "", element));
      case "tr" -> row(element);
      default -> {
        if (PARAGRAPHS.contains(name)) {
          paragraph(() -> children(element));
        } else if (LINES.contains(name)) {
          atLeast(1);
          children(element);
          atLeast(1);
        } else {
          children(element);
        }
      }
    }
  }

  private void paragraph(Runnable content) {
    atLeast(2);
    content.run();
    atLeast(2);
  }

  private void list(Element list) {
    var outer = isNested(list) ? 1 : 2;
    atLeast(outer);
    var number = list.normalName().equals("ol") ? start(list) : -1;
    for (var item : list.children()) {
      atLeast(1);
      var bullet = number < 0 ? "- " : number++ + ". ";
      indented(" ".repeat(bullet.length()), bullet, item);
      atLeast(1);
    }
    atLeast(outer);
  }

  private static boolean isNested(Element list) {
    var parent = list.parent();
    return parent != null && parent.normalName().equals("li");
  }

  private static int start(Element list) {
    var start = list.attr("start");
    return start.matches("[0-9]{1,6}") ? Integer.parseInt(start) : 1;
  }

  private void indented(String more, String firstLine, Element content) {
    var before = indent;
    marker = firstLine.isEmpty() ? "" : before + firstLine;
    indent = before + more;
    if (!isHidden(content)) {
      children(content);
    }
    indent = before;
    marker = "";
  }

  private void row(Element row) {
    var cells = row.children().stream().filter(this::hasContent).toList();
    atLeast(1);
    if (cells.size() == 1) {
      children(cells.getFirst());
    } else if (!cells.isEmpty()) {
      cells(cells.stream().map(this::cell).filter(text -> !text.isEmpty()).toList());
    }
    atLeast(1);
  }

  private void cells(List<String> cells) {
    if (cells.stream().noneMatch(text -> text.contains("\n"))) {
      line(String.join(" | ", cells));
    } else {
      for (var cell : cells) {
        paragraph(() -> cell.lines().forEach(this::wrapped));
      }
    }
  }

  private boolean hasContent(Node node) {
    if (node instanceof TextNode text) {
      return !text.isBlank();
    }
    if (!(node instanceof Element element)) {
      return false;
    }
    var known = contentful.get(element);
    if (known != null) {
      return known;
    }
    var found =
        !isHidden(element)
            && (isMark(element) || element.childNodes().stream().anyMatch(this::hasContent));
    contentful.put(element, found);
    return found;
  }

  /** Whether it shows something without having text. */
  private static boolean isMark(Element element) {
    return switch (element.normalName()) {
      case "img" -> !element.attr("alt").isBlank();
      case "a" -> element.hasAttr("href");
      case "hr" -> true;
      default -> false;
    };
  }

  private void link(Element link) {
    var from = out.length();
    children(link);
    var label = out.substring(Math.min(from, out.length())).strip();
    var url = target(LINE_BREAKS.matcher(link.attr("href")).replaceAll("").strip());
    if (url.isEmpty() || label.equals(url)) {
      return;
    }
    if (isSame(label, destinations.getOrDefault(url, url))) {
      out.setLength(out.lastIndexOf(label)); // the one that is tracked says it, too
      word(url);
      return;
    }
    if (label.isEmpty()) {
      word(url);
    } else {
      breaks = 0;
      gap = Gap.SPACE;
      word("<" + url + ">");
    }
  }

  private static boolean isSame(String label, String url) {
    return label.startsWith("http")
        && label.replaceFirst("/$", "").equals(url.replaceFirst("/$", ""));
  }

  private static String target(String href) {
    var lower = href.toLowerCase(Locale.ROOT);
    if (lower.startsWith("mailto:") || lower.startsWith("tel:")) {
      var address = href.substring(href.indexOf(':') + 1);
      var query = address.indexOf('?');
      return query < 0 ? address : address.substring(0, query);
    }
    return lower.startsWith("#") || lower.startsWith("javascript:") ? "" : href;
  }

  private static boolean isHidden(Element element) {
    return SKIPPED.contains(element.normalName())
        || element.hasAttr("hidden")
        || isHiddenBy(element.attr("style"));
  }

  private static boolean isHiddenBy(String style) {
    if (style.isEmpty()) {
      return false;
    }
    var lower = style.toLowerCase(Locale.ROOT);
    return HIDING.stream().anyMatch(lower::contains) && NOT_SHOWN.matcher(lower).find();
  }

  private void atLeast(int lines) {
    breaks = Math.max(breaks, lines);
  }

  /** Text in which any white space is one space. */
  private void flow(String raw) {
    var text = Invisible.strip(raw);
    var start = -1;
    for (var i = 0; i <= text.length(); i++) {
      var isSpace = i == text.length() || isSpace(text.charAt(i));
      if (!isSpace && start < 0) {
        start = i;
      } else if (isSpace) {
        if (start >= 0) {
          word(text.substring(start, i));
          start = -1;
        }
        if (i < text.length()) {
          gap = Gap.SPACE;
        }
      }
    }
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** A line that is complete; an empty one is a paragraph's end. */
  private void line(String text) {
    if (text.isBlank()) {
      atLeast(2);
    } else {
      atLeast(1);
      word(text.stripTrailing());
      atLeast(1);
    }
  }

  /** A line whose words may go on in the next. */
  private void wrapped(String text) {
    if (text.isBlank() || text.startsWith(" ") || text.contains("  ")) {
      line(text);
    } else {
      atLeast(1);
      flow(text);
      atLeast(1);
    }
  }

  private boolean isFull(String next) {
    if (lineMax == Integer.MAX_VALUE) {
      return false;
    }
    var column = out.length() - (out.lastIndexOf("\n") + 1);
    return column > indent.length() && column + 1L + next.length() > lineMax;
  }

  private void word(String text) {
    if (out.isEmpty() || breaks > 0) {
      out.append("\n".repeat(out.isEmpty() ? 0 : breaks));
      out.append(marker.isEmpty() ? indent : marker);
      marker = "";
    } else if (gap == Gap.SPACE && isFull(text)) {
      out.append('\n').append(indent);
    } else if (gap == Gap.SPACE) {
      out.append(' ');
    }
    breaks = 0;
    gap = Gap.NONE;
    out.append(text);
  }
}
