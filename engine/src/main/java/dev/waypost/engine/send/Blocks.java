package dev.waypost.engine.send;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
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

  private static final String NOTHING = "";

  private Blocks() {}

  private static Object when(@Nullable Object value, Options options) throws IOException {
    var branch = MergeValues.isTrue(value) ? options.fn : options.inverse;
    return write(branch, options.context, options);
  }

  private static Object unless(@Nullable Object value, Options options) throws IOException {
    var branch = MergeValues.isTrue(value) ? options.inverse : options.fn;
    return write(branch, options.context, options);
  }

  private static Object with(@Nullable Object value, Options options) throws IOException {
    if (!MergeValues.isTrue(value)) {
      return write(options.inverse, outside(options), options);
    }
    return write(options.fn, scope(options.wrap(value), options, value), options);
  }

  /** A section without a helper, {@code {{#x}}}, comes with the context of x already. */
  private static Context outside(Options options) {
    Integer arguments = options.data(Context.PARAM_SIZE);
    var parent = options.context.parent();
    return arguments == 0 && parent != null ? parent : options.context;
  }

  private static Object each(@Nullable Object value, Options options) throws IOException {
    return switch (value) {
      case Collection<?> list when !list.isEmpty() -> list(list, options);
      case Map<?, ?> map when !map.isEmpty() -> map(map, options);
      case null, default -> write(options.inverse, options.context, options);
    };
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
    var round = Context.newContext(options.context, item);
    round
        .combine("@key", key)
        .combine("@index", index)
        .combine("@first", index == 0)
        .combine("@last", index == size - 1);
    write(options.fn, scope(round, options, item, key), options);
  }

  private static @Nullable Object lookup(@Nullable Object of, Options options) {
    RenderRun.of(options).step();
    return options.params.length == 0
        ? null
        : MergeValues.member(of, MergeValues.text(options.params[0]));
  }

  /** Adds the names of {@code as |item index|}. */
  private static Context scope(Context context, Options options, @Nullable Object... values) {
    return options.blockParams.isEmpty()
        ? context
        : Context.newBlockParamContext(context, options.blockParams, Arrays.asList(values));
  }

  private static Object write(Template branch, Context context, Options options)
      throws IOException {
    var run = RenderRun.of(options);
    run.step();
    branch.apply(context, run.out());
    return NOTHING;
  }
}
