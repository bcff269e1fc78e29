package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Session;
import java.sql.Types;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The text of a statement over a list of rows, for each database.
 *
 * @param kinds of the columns of the list
 */
public record BulkSql(String sqlite, String postgres, List<Kind> kinds) {
  /** What a column holds. */
  public enum Kind {
    NUMBER("int8", Types.INTEGER),
    TEXT("text", Types.VARCHAR),
    BYTES("bytea", Types.BINARY);

    private final String postgres;
    private final int absent;

    Kind(String postgres, int absent) {
      this.postgres = postgres;
      this.absent = absent;
    }

    String postgres() {
      return postgres;
    }

    /** Of {@link Types}, for no value. */
    int absent() {
      return absent;
    }

    Object[] array(int length) {
      return switch (this) {
        case NUMBER -> new Long[length];
        case TEXT -> new String[length];
        case BYTES -> new byte[length][];
      };
    }
  }

  public BulkSql {
    kinds = List.copyOf(kinds);
  }

  /**
   * Inserts the rows.
   *
   * @param into the table and its columns: {@code t(a, b)}
   * @param then the end of the statement, such as {@code ON CONFLICT DO NOTHING}
   */
  public static BulkSql insert(String into, String then, Kind... kinds) {
    var marks = String.join(", ", Collections.nCopies(kinds.length, "?"));
    return new BulkSql(
        "INSERT INTO " + into + " VALUES (" + marks + ") " + then,
        "INSERT INTO " + into + " SELECT * FROM unnest(" + marks + ") " + then,
        List.of(kinds));
  }

  /**
   * Deletes rows by key.
   *
   * @param and a further condition, empty for none
   */
  public static BulkSql delete(String table, List<String> key, String and, Kind... kinds) {
    var where = key.stream().map(column -> column + " = ?").collect(Collectors.joining(" AND "));
    var joined =
        IntStream.range(0, kinds.length)
            .mapToObj(i -> "t." + key.get(i) + " = w.c" + i)
            .collect(Collectors.joining(" AND "));
    return new BulkSql(
        "DELETE FROM " + table + " WHERE " + where + and,
        SqlText.postgres(
            "DELETE FROM %s WHERE ctid {in SELECT x.ctid FROM %s JOIN LATERAL (SELECT t.ctid FROM %s t WHERE %s%s OFFSET 0) x ON true}"
                .formatted(table, list(kinds), table, joined, and)),
        List.of(kinds));
  }

  /**
   * Asks about the rows. In the text, {@code {list}} is the list, {@code {0}} its first column, and
   * {@code {n}} the number of a row in it, from 0. Otherwise as {@link SqlText} has it.
   */
  public static BulkSql select(String text, Kind... kinds) {
    var sqlite = text.replace("{list}", "json_each(?) w").replace("{n}", "w.key");
    var postgres = text.replace("{list}", list(kinds)).replace("{n}", "w.nth - 1");
    for (var i = 0; i < kinds.length; i++) {
      var value = "(w.value ->> " + i + ")";
      var mark = "{" + i + "}";
      sqlite = sqlite.replace(mark, kinds[i] == Kind.BYTES ? "unhex" + value : value);
      postgres = postgres.replace(mark, "w.c" + i);
    }
    return new BulkSql(SqlText.sqlite(sqlite), SqlText.postgres(postgres), List.of(kinds));
  }

  private static String list(Kind... kinds) {
    var marks = String.join(", ", Collections.nCopies(kinds.length, "?"));
    var names =
        IntStream.range(0, kinds.length).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    return "unnest(" + marks + ") WITH ORDINALITY AS w(" + names + ", nth)";
  }

  /** Where the two must differ otherwise. PostgreSQL's has the list as {@code {list}}. */
  public static BulkSql of(String sqlite, String postgres, Kind... kinds) {
    var text = SqlText.postgres(postgres.replace("{list}", list(kinds)));
    return new BulkSql(sqlite, text, Arrays.asList(kinds));
  }

  /** The same about other tables. */
  public BulkSql with(UnaryOperator<String> names) {
    return new BulkSql(names.apply(sqlite), names.apply(postgres), kinds);
  }

  String of(Dialect dialect) {
    return switch (dialect) {
      case SQLITE -> sqlite;
      case POSTGRES -> postgres;
    };
  }

  /** A list of rows for it, empty so far. */
  public Bulk in(Session session) {
    return new Bulk(session, this);
  }
}
