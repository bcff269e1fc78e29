package dev.waypost.engine.link;

import dev.waypost.engine.link.Destination.Field;
import dev.waypost.engine.link.Destination.Literal;
import dev.waypost.engine.link.Destination.Part;
import dev.waypost.engine.link.Destination.Place;
import dev.waypost.engine.link.Destination.Refused;
import java.util.ArrayList;
import java.util.List;

/** Splits a destination into what is fixed and its merge fields. */
final class DestinationParts {
  private DestinationParts() {}

  static List<Part> of(String url) throws Refused {
    if (isBlocks(url)) {
      return List.of(new Field(url, Place.WHOLE));
    }
    var mustaches = new Mustaches(url);
    var parts = new ArrayList<Part>();
    var fixed = new StringBuilder();
    var at = 0;
    while (at < url.length()) {
      var field = mustaches.next(at);
      addLiteral(url.substring(at, field), parts, fixed);
      if (field == url.length()) {
        break;
      }
      at = mustaches.end(field);
      if (at == field) {
        throw new Refused(LinkFault.SYNTAX);
      }
      var expression = url.substring(field, at);
      switch (Mustaches.kind(expression)) {
        case VALUE -> parts.add(new Field(expression, place(parts, fixed)));
        case COMMENT -> {}
        case OPEN, ELSE, CLOSE -> throw new Refused(LinkFault.BLOCK);
      }
    }
    checkHost(parts);
    return parts;
  }

  private static void addLiteral(String text, List<Part> parts, StringBuilder fixed) {
    if (!text.isEmpty()) {
      parts.add(new Literal(text));
      fixed.append(text);
    }
  }

  private static Place place(List<Part> before, StringBuilder fixed) throws Refused {
    if (before.isEmpty()) {
      return Place.WHOLE;
    }
    if (fixed.indexOf("#") >= 0) {
      return Place.FRAGMENT;
    }
    if (fixed.indexOf("?") >= 0) {
      return Place.QUERY;
    }
    if (before.getFirst() instanceof Literal(var start)) {
      if (!WebUrl.isWeb(start)) {
        throw new Refused(LinkFault.SCHEME);
      }
      return isInHost(fixed.toString()) ? Place.HOST : Place.PATH;
    }
    return Place.PATH;
  }

  private static boolean isInHost(String fixed) {
    return fixed.indexOf('/', fixed.indexOf("://") + 3) < 0;
  }

  /**
   * A field may be the host or stand in it, but not at its end behind something else: {@code
   * https://a.example{{path}}} could lead anywhere.
   */
  private static void checkHost(List<Part> parts) throws Refused {
    for (var i = 1; i < parts.size(); i++) {
      var isHost = parts.get(i) instanceof Field(var ignored, var place) && place == Place.HOST;
      if (isHost && endsHost(parts, i) && !isWholeHost(parts, i)) {
        throw new Refused(LinkFault.HOST);
      }
    }
  }

  private static boolean endsHost(List<Part> parts, int field) {
    return field + 1 == parts.size()
        || !(parts.get(field + 1) instanceof Literal(var text))
        || "/?#:".indexOf(text.charAt(0)) >= 0;
  }

  private static boolean isWholeHost(List<Part> parts, int field) {
    return field == 1 && parts.getFirst() instanceof Literal(var text) && text.endsWith("://");
  }

  /** Whether the text is nothing but blocks, each of which stands for whole URLs. */
  private static boolean isBlocks(String url) {
    var mustaches = new Mustaches(url);
    var depth = 0;
    var blocks = 0;
    var at = 0;
    while (at < url.length()) {
      var start = mustaches.next(at);
      var end = mustaches.end(start);
      if (start == end || (depth == 0 && start > at)) {
        return false;
      }
      switch (Mustaches.kind(url.substring(start, end))) {
        case OPEN -> {
          depth++;
          blocks++;
        }
        case CLOSE -> depth--;
        case VALUE, ELSE -> {
          if (depth == 0) {
            return false;
          }
        }
        case COMMENT -> {}
      }
      if (depth < 0) {
        return false;
      }
      at = end;
    }
    return depth == 0 && blocks > 0;
  }
}
