package dev.waypost.engine.link;

import dev.waypost.engine.link.MarkupTags.Attribute;
import dev.waypost.engine.link.MarkupTags.Quoting;
import dev.waypost.engine.link.MarkupTags.Tag;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.parser.Parser;

/** Extracts the links of one HTML template. */
final class HtmlLinks {
  private static final String TRACK = "data-waypost-track";
  private static final String NAME = "data-waypost-name";

  private final String template;
  private final Rewriting rewriting;

  HtmlLinks(String template, int firstIndex) {
    this.template = template;
    this.rewriting = new Rewriting(template, Link.Part.HTML, firstIndex);
  }

  LinkExtraction.Extracted extract() {
    MarkupTags.scan(template, this::tag);
    return rewriting.finish();
  }

  private void tag(Tag tag) {
    var name = first(tag, NAME).filter(value -> !value.isBlank());
    var isTracked = !first(tag, TRACK).map(HtmlLinks::isOff).orElse(false);
    for (var attribute : tag.attributes()) {
      switch (attribute.name()) {
        case TRACK -> {
          if (!isOff(value(attribute)) && !value(attribute).strip().equalsIgnoreCase("on")) {
            rewriting.refuse(LinkFault.TRACK, attribute.nameStart());
          }
          rewriting.replace(attribute.start(), attribute.end(), "");
        }
        case NAME -> rewriting.replace(attribute.start(), attribute.end(), "");
        case "href" -> {
          if (isLink(tag.name()) && attribute.quoting() != Quoting.NO_VALUE) {
            href(attribute, name, isTracked);
          }
        }
        case "action" -> {
          if (tag.name().equals("form") && WebUrl.isWeb(url(attribute))) {
            rewriting.note(LinkNote.Kind.FORM, url(attribute), attribute.valueStart());
          }
        }
        default -> {}
      }
    }
  }

  private void href(Attribute attribute, Optional<String> name, boolean isTracked) {
    var url = url(attribute);
    var at = attribute.valueStart();
    var href = Href.of(url);
    if (href instanceof Href.Script) {
      rewriting.refuse(LinkFault.SCHEME, at);
    } else if (isTracked) {
      switch (href) {
        case Href.Tracked ignored -> rewriting.track(url, name, at, attribute.valueEnd());
        case Href.Noted(var kind) -> rewriting.note(kind, url, at);
        case Href.Left ignored -> {}
        case Href.Script ignored -> {}
      }
    }
  }

  /** As a browser reads it: entities decoded, line ends and white space around it dropped. */
  private String url(Attribute attribute) {
    var value = template.substring(attribute.valueStart(), attribute.valueEnd());
    var url = new StringBuilder();
    var mustaches = new Mustaches(value);
    var at = 0;
    while (at < value.length()) {
      var next = mustaches.next(at);
      var end = mustaches.end(next);
      if (end == next) {
        end = next = value.length();
      }
      url.append(decode(value.substring(at, next)).replaceAll("[\t\r\n]", ""));
      url.append(value, next, end);
      at = end;
    }
    return url.toString().strip();
  }

  private Optional<String> first(Tag tag, String name) {
    return tag.attributes().stream()
        .filter(attribute -> attribute.name().equals(name))
        .findFirst()
        .map(this::value);
  }

  private String value(Attribute attribute) {
    return decode(template.substring(attribute.valueStart(), attribute.valueEnd()));
  }

  private static String decode(String text) {
    return text.indexOf('&') < 0 ? text : Parser.unescapeEntities(text, true);
  }

  private static boolean isLink(String tag) {
    return tag.equals("a") || tag.equals("area") || tag.startsWith("v:");
  }

  private static boolean isOff(String value) {
    return value.strip().toLowerCase(Locale.ROOT).equals("off");
  }
}
