package dev.waypost.engine.send;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.Template;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The five words of the template language. They write straight to the writer of the run, which is
 * bounded, where the engine's own would build each block in memory first.
 */
final class Blocks {
  static final Map<String, Helper<Object>> ALL =
      Map.of(
          "if", Blocks::when,
          "unless", Blocks::unless,
          "with", Blocks::with,
          "each", Blocks::each,
          "lookup", Blocks::lookup);

  /** What names the member itself, or its key. */
  private static final Pattern MEMBER =
      Pattern.compile("(?:this|\\.(?!\\.))(?:[./].*)?$|@(?!root)");

  private static final String NOTHING = "";

  private Blocks() {}

  private static Object when(@Nullable Object value, Options options) throws IOException {
    var branch = isTrue(value, options) ? options.fn : options.inverse;
    return write(branch, options.context, options);
  }

  private static Object unless(@Nullable Object value, Options options) throws IOException {
    var branch = isTrue(value, options) ? options.inverse : options.fn;
    return write(branch, options.context, options);
  }

  private static boolean isTrue(@Nullable Object value, Options options) {
    return MergeValues.isTrue(value)
        || (value instanceof Number && MergeValues.isTrue(options.hash("includeZero")));
  }

  private static Object with(@Nullable Object value, Options options) throws IOException {
    if (!MergeValues.isTrue(value)) {
      return write(options.inverse, outside(options), options);
    }
    var names = names(options, value);
    var context = isSection(options) ? options.context : entered(value, names, options);
    return write(options.fn, named(context, names), names, options);
  }

  /** A section without a helper, {@code {{#x}}}, comes with the context of x already. */
  private static boolean isSection(Options options) {
    Integer arguments = options.data(Context.PARAM_SIZE);
    return arguments == 0;
  }

  private static Context outside(Options options) {
    var parent = options.context.parent();
    return isSection(options) && parent != null ? parent : options.context;
  }

  private static Object each(@Nullable Object value, Options options) throws IOException {
    return switch (value) {
      case Collection<?> list when !list.isEmpty() -> list(list, options);
      case Map<?, ?> map when isRecord(map, options) -> list(List.of(map), options);
      case Map<?, ?> map when !map.isEmpty() -> map(map, options);
      case null, default -> write(options.inverse, options.context, options);
    };
  }

  /**
   * Postmark's templates say {@code {{#details}}{{#each .}}{{name}}{{/each}}{{/details}}} of a list
   * of objects: there a section does not walk through a list, here it does, so that "each" meets
   * one object. It is taken for the one thing to walk through when its members are plain and the
   * block names them: read as a walk through the members, nothing in the block would have a value.
   */
  private static boolean isRecord(Map<?, ?> map, Options options) {
    if (!map.equals(options.context.model())
        || map.values().stream().anyMatch(v -> v instanceof Map || v instanceof Collection)) {
      return false;
    }
    var used = new HashSet<>(options.fn.collect(TagType.VAR, TagType.TRIPLE_VAR, TagType.AMP_VAR));
    used.addAll(options.fn.collectReferenceParameters());
    return used.stream().anyMatch(map::containsKey)
        && used.stream().noneMatch(name -> MEMBER.matcher(name).lookingAt());
  }

  private static Object list(Collection<?> list, Options options) throws IOException {
    var index = 0;
    for (var item : list) {
      round(index, list.size(), index, item, options);
      index++;
    }
    return NOTHING;
  }

  private static Object map(Map<?, ?> map, Options options) throws IOException {
    var index = 0;
    for (var entry : map.entrySet()) {
      round(index++, map.size(), entry.getKey(), entry.getValue(), options);
    }
    return NOTHING;
  }

  private static void round(int index, int size, Object key, @Nullable Object item, Options options)
      throws IOException {
    var names = names(options, item, key);
    var round = entered(item, names, options);
    round
        .combine("@key", key)
        .combine("@index", index)
        .combine("@first", index == 0)
        .combine("@last", index == size - 1);
    write(options.fn, named(round, names), names, options);
  }

  private static @Nullable Object lookup(@Nullable Object of, Options options) {
    RenderRun.of(options).step();
    return options.params.length == 0
        ? null
        : MergeValues.member(of, MergeValues.text(options.params[0]));
  }

  /** All names that {@code as |item index|} gives here, those of the blocks around included. */
  private static Map<String, Object> names(Options options, @Nullable Object... values) {
    var outer = RenderRun.of(options).names();
    if (options.blockParams.isEmpty()) {
      return outer;
    }
    var names = new HashMap<>(outer);
    for (var i = 0; i < options.blockParams.size(); i++) {
      names.put(options.blockParams.get(i), i < values.length ? values[i] : null);
    }
    return names;
  }

  /** The engine looks into the value before it looks at the names, so these are taken out. */
  private static Context entered(
      @Nullable Object value, Map<String, Object> names, Options options) {
    if (value instanceof Map<?, ?> map && names.keySet().stream().anyMatch(map::containsKey)) {
      var rest = new LinkedHashMap<Object, Object>(map);
      rest.keySet().removeAll(names.keySet());
      return Context.newContext(options.context, rest);
    }
    return Context.newContext(options.context, value);
  }

  private static Context named(Context context, Map<String, Object> names) {
    names.forEach(context::combine);
    return context;
  }

  private static Object write(Template branch, Context context, Options options)
      throws IOException {
    return write(branch, context, RenderRun.of(options).names(), options);
  }

  private static Object write(
      Template branch, Context context, Map<String, Object> names, Options options)
      throws IOException {
    var run = RenderRun.of(options);
    run.step();
    var outer = run.names();
    run.setNames(names);
    branch.apply(context, run.out());
    run.setNames(outer);
    return NOTHING;
  }
}
