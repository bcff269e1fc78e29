package dev.waypost.engine.send;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.ValueResolver;
import com.github.jknack.handlebars.context.MapValueResolver;
import dev.waypost.engine.send.Rendering.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rendering of one mail: its values, and what it may still use up. Every value that is looked
 * up, every block that is entered and every piece that is written is a step, so that no template
 * runs longer than {@link #STEPS_MAX} of them, whatever it nests. One thread.
 */
final class RenderRun {
  /** Most steps of one mail, all its fields together. */
  static final int STEPS_MAX = 1_000_000;

  private static final String KEY = "waypost run";

  private final Map<String, Object> values;
  private final Map<String, Object> reserved;
  private final Map<String, Object> attachments;
  private final Set<MissingField> missing = new LinkedHashSet<>();
  private Optional<Field> field = Optional.empty();
  private int steps;
  private Map<String, Object> names = Map.of();
  private Writer out = Writer.nullWriter();

  /**
   * @param values what the templates see
   * @param reserved what they see as {@code waypost}, in every scope
   * @param attachment what helpers of this run ask for with {@link #attachment}
   */
  RenderRun(Map<String, Object> values, Map<String, Object> reserved, Object attachment) {
    this.values = values;
    this.reserved = reserved;
    this.attachments = Map.of(KEY, this, attachment.getClass().getName(), attachment);
  }

  static RenderRun of(Options options) {
    return options.data(KEY);
  }

  static <T> T attachment(Class<T> type, Options options) {
    return type.cast(options.<Object>data(type.getName()));
  }

  /** Renders one field; a {@link Stopped} says why it cannot. */
  String render(Field field, Template template) {
    this.field = Optional.of(field);
    return render(field, template, context());
  }

  /** Renders a merge field of a link where the link stands. */
  String destinationField(Template template, Context scope) {
    var outer = out;
    try {
      return render(Field.DESTINATION, template, scope);
    } finally {
      out = outer;
    }
  }

  private String render(Field field, Template template, Context scope) {
    var text = new BoundedText(field);
    out = text;
    try {
      template.apply(scope, text);
    } catch (HandlebarsException e) {
      throw new Stopped(Reason.TEMPLATE, field.pointer + " cannot be rendered");
    } catch (IOException e) {
      throw new UncheckedIOException("a writer in memory failed", e);
    }
    return text.toString();
  }

  /** The field that is rendered, or was last. */
  Optional<Field> field() {
    return field;
  }

  /** Notes that the row has nothing for a merge field. */
  void missing(String name) {
    if (missing.size() < MissingField.MAX) {
      field.ifPresent(in -> missing.add(new MissingField(in, name)));
    }
  }

  /** Each once, in order of first appearance. */
  List<MissingField> missing() {
    return List.copyOf(missing);
  }

  void step() {
    if (++steps > STEPS_MAX) {
      throw new Stopped(
          Reason.TOO_MUCH_WORK, "the templates take more than " + STEPS_MAX + " steps");
    }
  }

  /** What {@code as |item index|} of the blocks that are open named. */
  Map<String, Object> names() {
    return names;
  }

  void setNames(Map<String, Object> names) {
    this.names = names;
  }

  Writer out() {
    return out;
  }

  private Context context() {
    var resolver = new Resolver();
    var context = Context.newBuilder(values).resolver(resolver, MapValueResolver.INSTANCE).build();
    return context.data(attachments);
  }

  /** Looks into maps and lists, never into other objects. */
  private final class Resolver implements ValueResolver {
    @Override
    public Object resolve(@Nullable Object in, String name) {
      step();
      if (name.equals("waypost")) {
        return reserved;
      }
      var value = MergeValues.member(in, name);
      return value == null ? UNRESOLVED : value;
    }

    @Override
    public Object resolve(Object in) {
      step();
      return in;
    }

    @Override
    public Set<Entry<String, Object>> propertySet(Object in) {
      return Set.of();
    }
  }

  private final class BoundedText extends Writer {
    private final Field field;
    private final StringBuilder text = new StringBuilder();

    BoundedText(Field field) {
      this.field = field;
    }

    @Override
    public void write(char[] chars, int from, int length) {
      room(length);
      text.append(chars, from, length);
    }

    @Override
    public void write(String piece, int from, int length) {
      room(length);
      text.append(piece, from, from + length);
    }

    @Override
    public void write(String piece) {
      room(piece.length());
      text.append(piece);
    }

    @Override
    public Writer append(CharSequence piece) {
      room(piece.length());
      text.append(piece);
      return this;
    }

    private void room(int more) {
      step();
      if (more > field.renderedMax - text.length()) {
        var reason = field == Field.DESTINATION ? Reason.DESTINATION_TOO_LONG : Reason.TOO_LONG;
        throw new Stopped(reason, field.pointer + " came out longer than " + field.renderedMax);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
