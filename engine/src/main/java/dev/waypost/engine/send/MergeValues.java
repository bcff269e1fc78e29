package dev.waypost.engine.send;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How values of a row read in a mail, and which of them count as true: as in JavaScript. */
final class MergeValues {
  private static final int DIGITS_MAX = 50;

  private MergeValues() {}

  /** Lists read comma-separated; maps, and all that JSON has not, read empty. */
  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case CharSequence text -> text.toString();
      case Boolean truth -> truth.toString();
      case Double number -> text(number.doubleValue());
      case BigDecimal number -> text(number);
      case Number number -> number.toString();
      case Collection<?> list ->
          list.stream().map(MergeValues::text).collect(Collectors.joining(","));
      default -> "";
    };
  }

  static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case CharSequence text -> !text.isEmpty();
      case Number number -> number.doubleValue() != 0;
      case Collection<?> list -> !list.isEmpty();
      default -> true;
    };
  }

  /** A member of a map, or an element of a list; null when there is none. */
  static @Nullable Object member(@Nullable Object of, String name) {
    return switch (of) {
      case Map<?, ?> map -> map.get(name);
      case List<?> list when name.equals("length") -> list.size();
      case List<?> list -> element(list, name);
      case null, default -> null;
    };
  }

  private static @Nullable Object element(List<?> list, String name) {
    var isIndex =
        !name.isEmpty() && name.length() <= 6 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isIndex) {
      return null;
    }
    var index = Integer.parseInt(name);
    return index < list.size() ? list.get(index) : null;
  }

  private static String text(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString((long) number);
    }
    return Double.isFinite(number)
        ? text(new BigDecimal(Double.toString(number)))
        : Double.toString(number);
  }

  private static String text(BigDecimal number) {
    var isShort = Math.abs(number.scale()) <= DIGITS_MAX && number.precision() <= DIGITS_MAX;
    return isShort ? number.toPlainString() : number.toString();
  }
}
