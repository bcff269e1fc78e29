package dev.waypost.engine.send;

import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkExtraction;
import dev.waypost.engine.send.Rendering.Reason;
import dev.waypost.engine.send.TemplateProblem.Place;
import java.util.Optional;

/** Says to a content's author where in it a rendering ended. */
final class Flaws {
  private Flaws() {}

  static TemplateProblem of(Stopped stopped, RenderRun run, CompiledContent content) {
    var link = stopped.link.map(index -> content.links().get(index));
    return new TemplateProblem(
        link.map(Flaws::pointer).or(() -> run.field().map(field -> field.pointer)).orElse(""),
        code(stopped.reason),
        stopped.detail,
        link.flatMap(it -> place(it, content)));
  }

  private static String pointer(Link link) {
    return switch (link.part()) {
      case HTML -> Field.HTML.pointer;
      case TEXT -> Field.TEXT.pointer;
    };
  }

  /** Found again where it was extracted: nobody keeps places of links that are in order. */
  private static Optional<Place> place(Link link, CompiledContent content) {
    var source = content.content();
    var ofHtml = content.links().stream().filter(l -> l.part() == Link.Part.HTML).count();
    var extracted =
        switch (link.part()) {
          case HTML -> source.html().map(html -> LinkExtraction.html(html, 0));
          case TEXT -> source.text().map(text -> LinkExtraction.text(text, (int) ofHtml));
        };
    var number = link.part() == Link.Part.HTML ? link.index() : link.index() - (int) ofHtml;
    return extracted
        .map(found -> found.places().get(number))
        .map(place -> new Place(place.row(), place.column()));
  }

  private static String code(Reason reason) {
    return switch (reason) {
      case DESTINATION -> "destination";
      case DESTINATION_TOO_LONG -> "destinationTooLong";
      case HEADER -> "control";
      case TOO_LONG -> "tooLong";
      case TOO_MUCH_WORK -> "tooMuchWork";
      case TEMPLATE -> "template";
    };
  }
}
