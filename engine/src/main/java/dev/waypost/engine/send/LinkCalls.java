package dev.waypost.engine.send;

import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import dev.waypost.engine.link.Destination;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkExtraction;
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

  private record Call(Destination destination, List<Template> fields) {}

  private LinkCalls(List<Call> calls) {
    this.calls = calls;
  }

  /** Of links that the extraction let pass. */
  static LinkCalls of(List<Link> links) {
    var compiled = new HashMap<String, Template>();
    var calls = new ArrayList<Call>();
    for (var link : links) {
      var destination = parsed(link);
      var fields =
          destination.fields().stream()
              .map(field -> compiled.computeIfAbsent(field, LinkCalls::compile))
              .toList();
      calls.add(new Call(destination, fields));
    }
    return new LinkCalls(List.copyOf(calls));
  }

  /** The word to register for a field's template. */
  Map<String, Helper<Object>> helper(Field field) {
    return Map.of(LinkExtraction.HELPER, (index, options) -> call(field, index, options));
  }

  private Object call(Field field, Object index, Options options) throws IOException {
    var run = RenderRun.of(options);
    run.step();
    var number = (Integer) index;
    var call = calls.get(number);
    var values = new ArrayList<String>(call.fields().size());
    for (var template : call.fields()) {
      values.add(run.destinationField(template, options.context));
    }
    var url =
        RenderRun.attachment(MailUrls.class, options).click(number, call.destination(), values);
    return field == Field.HTML ? Html.attribute(url) : url;
  }

  private static Template compile(String expression) {
    return Templates.compile(Field.DESTINATION, expression, Map.of());
  }

  private static Destination parsed(Link link) {
    try {
      return Destination.parse(link.url());
    } catch (Destination.Refused e) {
      throw new IllegalStateException("link " + link.index() + " was checked when extracted", e);
    }
  }
}
