package dev.waypost.engine.send;

import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import dev.waypost.engine.link.Destination;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkExtraction;
import dev.waypost.engine.link.LinkFault;
import dev.waypost.engine.send.Rendering.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls that stand in templates in place of destinations. Each of them renders its merge fields
 * in the scope where it stands, so that a link inside {@code {{#each}}} differs from round to
 * round.
 */
final class LinkCalls {
  private final List<Call> calls;

  private sealed interface Call {
    /**
     * @param original what its author wrote in its place
     */
    record Usable(Destination destination, List<Template> fields, String original)
        implements Call {}

    /** Mailings that come across it fail. */
    record TooLong() implements Call {}
  }

  private LinkCalls(List<Call> calls) {
    this.calls = calls;
  }

  /**
   * Of links that the extraction let pass.
   *
   * @param originals what their author wrote in their places, in the same order
   */
  static LinkCalls of(List<Link> links, List<String> originals) {
    var compiled = new HashMap<String, Template>();
    var calls = new ArrayList<Call>();
    for (var link : links) {
      calls.add(call(link, originals.get(calls.size()), compiled));
    }
    return new LinkCalls(List.copyOf(calls));
  }

  private static Call call(Link link, String original, Map<String, Template> compiled) {
    try {
      var destination = Destination.parse(link.url());
      var fields =
          destination.fields().stream()
              .map(field -> compiled.computeIfAbsent(field, LinkCalls::compile))
              .toList();
      return new Call.Usable(destination, fields, original);
    } catch (Destination.Refused e) {
      if (e.fault() == LinkFault.LENGTH) {
        return new Call.TooLong();
      }
      throw new IllegalStateException("link " + link.index() + " was checked when extracted", e);
    }
  }

  /** The word to register for a field's template. */
  Map<String, Helper<Object>> helper(Field field) {
    return Map.of(LinkExtraction.HELPER, (index, options) -> call(field, index, options));
  }

  private Object call(Field field, Object index, Options options) throws IOException {
    var run = RenderRun.of(options);
    run.step();
    var number = (Integer) index;
    return switch (calls.get(number)) {
      case Call.Usable usable -> url(field, number, usable, run, options);
      case Call.TooLong ignored ->
          throw Stopped.atLink(Reason.DESTINATION_TOO_LONG, number, LinkFault.LENGTH.rule());
    };
  }

  private static String url(
      Field field, int number, Call.Usable call, RenderRun run, Options options) {
    var values = new ArrayList<String>(call.fields().size());
    for (var template : call.fields()) {
      values.add(run.destinationField(template, options.context));
    }
    var urls = RenderRun.attachment(MailUrls.class, options);
    var url = urls.click(number, call.destination(), values);
    if (!urls.areTracked() && values.isEmpty() && !call.original().contains("{{")) {
      return call.original(); // the same for all: not a byte of it changes
    }
    return field == Field.HTML ? Html.attribute(url) : url;
  }

  private static Template compile(String expression) {
    return Templates.compile(Field.DESTINATION, expression, Map.of());
  }
}
