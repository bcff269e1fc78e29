package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Session;
import java.util.regex.Pattern;

/**
 * A statement as each database wants it, its plan pinned: tables are looked up row by row in the
 * order in which they are written, by index, whatever the statistics say. A plan that was made
 * while a table was empty would otherwise read the whole of it for every row once it is not.
 *
 * <p>{@code {join t a ON c}} and {@code {left t a ON c}} look up {@code t} for each row before it;
 * {@code {in SELECT ..}} is a list that is made first; {@code {pin}} ends a query in {@code
 * EXISTS}.
 */
public record SqlText(String sqlite, String postgres) {
  private static final Pattern JOIN = Pattern.compile("\\{join (\\w+) (\\w+) ON ([^{}]*)\\}");
  private static final Pattern LEFT = Pattern.compile("\\{left (\\w+) (\\w+) ON ([^{}]*)\\}");
  private static final Pattern IN = Pattern.compile("\\{in ([^{}]*)\\}");

  public static SqlText of(String text) {
    return new SqlText(sqlite(text), postgres(text));
  }

  static String sqlite(String text) {
    var joined = JOIN.matcher(text.replace("{pin}", "")).replaceAll("CROSS JOIN $1 $2 ON $3");
    var left = LEFT.matcher(joined).replaceAll("LEFT JOIN $1 $2 ON $3");
    return IN.matcher(left).replaceAll("IN ($1)");
  }

  static String postgres(String text) {
    var looked = "LATERAL (SELECT * FROM $1 $2 WHERE $3 OFFSET 0) $2 ON true";
    var joined = JOIN.matcher(text.replace("{pin}", "OFFSET 0")).replaceAll("JOIN " + looked);
    var left = LEFT.matcher(joined).replaceAll("LEFT JOIN " + looked);
    return IN.matcher(left).replaceAll("= ANY(ARRAY($1))");
  }

  public String in(Session session) {
    return of(session.dialect());
  }

  public String of(Dialect dialect) {
    return switch (dialect) {
      case SQLITE -> sqlite;
      case POSTGRES -> postgres;
    };
  }
}
