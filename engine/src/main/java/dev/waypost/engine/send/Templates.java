package dev.waypost.engine.send;

import com.github.jknack.handlebars.Decorator;
import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Formatter;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.helper.DefaultHelperRegistry;
import com.github.jknack.handlebars.io.AbstractTemplateLoader;
import com.github.jknack.handlebars.io.TemplateSource;
import dev.waypost.engine.send.TemplateProblem.Place;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The template engine with everything taken out that is not in our language: no files, no
 * reflection, no helpers but {@link Blocks} and those handed in.
 */
final class Templates {
  private final Handlebars engine;
  private final OnlyHelpers helpers;

  private Templates(Field field, Map<String, Helper<Object>> more) {
    var helpers = new HashMap<>(Blocks.ALL);
    helpers.putAll(more);
    this.helpers = new OnlyHelpers(helpers);
    this.engine =
        new Handlebars(new NoFiles())
            .with(this.helpers)
            .with(escaping(field))
            .with(formatter())
            .parentScopeResolution(false)
            .prettyPrint(false);
  }

  /** Compiles what {@link TemplateScan} and {@link #problems} found nothing against. */
  static Template compile(Field field, String template, Map<String, Helper<Object>> more) {
    var rewritten = EngineTemplate.of(template);
    var helpers = new HashMap<>(more);
    helpers.put(EngineTemplate.HELPER, (number, options) -> literal(rewritten, number, options));
    try {
      var templates = new Templates(field, helpers);
      var compiled = templates.engine.compileInline(rewritten.template());
      templates.helpers.compiled();
      return compiled;
    } catch (IOException e) {
      throw new UncheckedIOException("a template in memory cannot be read", e);
    }
  }

  private static Object literal(EngineTemplate template, Object number, Options options) {
    RenderRun.of(options).step();
    return template.literals().get((Integer) number);
  }

  /** What is wrong with a template as its author wrote it; empty when it compiles. */
  static List<TemplateProblem> problems(Field field, String template) {
    var refused = TemplateScan.of(field, template);
    if (!refused.isEmpty()) {
      return refused;
    }
    try {
      compile(field, template, Map.of());
      return List.of();
    } catch (HandlebarsException e) {
      return List.of(
          TemplateScan.unclosedBlock(field, template).orElseGet(() -> syntax(field, template, e)));
    }
  }

  private static TemplateProblem syntax(Field field, String template, HandlebarsException e) {
    var error = e.getError();
    if (error == null) {
      var detail = "the template cannot be compiled: " + e.getMessage();
      return new TemplateProblem(field.pointer, "syntax", detail, Optional.empty());
    }
    var origin = EngineTemplate.of(template).origin(error.line, error.column);
    var place = Optional.of(Place.of(template, Math.min(origin, template.length())));
    return new TemplateProblem(field.pointer, "syntax", error.reason, place);
  }

  private static EscapingStrategy escaping(Field field) {
    return switch (field) {
      case HTML -> text -> Html.escape(text.toString());
      case FROM_NAME, SUBJECT, TEXT, DESTINATION -> EscapingStrategy.NOOP;
    };
  }

  private static Formatter formatter() {
    return (value, next) ->
        value instanceof Handlebars.SafeString ? value : MergeValues.text(value);
  }

  private static final class OnlyHelpers extends DefaultHelperRegistry {
    private final Map<String, Helper<Object>> helpers;

    private volatile boolean isCompiled;

    OnlyHelpers(Map<String, Helper<Object>> helpers) {
      this.helpers = Map.copyOf(helpers);
    }

    /** The template is there. */
    void compiled() {
      isCompiled = true;
    }

    /**
     * Merge fields ask once for what notes that they are missing, when they are compiled; sections
     * ask when they are rendered, and a section of nothing is no mistake.
     */
    @Override
    @SuppressWarnings("unchecked")
    public <C> @Nullable Helper<C> helper(String name) {
      if (name.equals(MissingField.HELPER)) {
        return isCompiled ? null : (Helper<C>) MissingField.NOTE;
      }
      return (Helper<C>) helpers.get(name);
    }

    @Override
    public @Nullable Decorator decorator(String name) {
      return null;
    }
  }

  private static final class NoFiles extends AbstractTemplateLoader {
    @Override
    public TemplateSource sourceAt(String location) throws IOException {
      throw new FileNotFoundException("templates include no files");
    }
  }
}
