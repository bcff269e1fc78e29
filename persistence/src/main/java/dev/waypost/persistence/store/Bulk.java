package dev.waypost.persistence.store;

import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.TupleJson;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A statement over a list of rows. PostgreSQL gets it in one round trip, with an array for each
 * column; SQLite, which is in the process, changes row by row, and asks with the list as JSON.
 * Lives within one piece of work.
 *
 * <p>PostgreSQL refuses to upsert a key twice in one statement: put each key in once.
 */
public final class Bulk {
  private final Session session;
  private final BulkSql sql;
  private final List<List<@Nullable Object>> columns = new ArrayList<>();
  private int at;
  private int rows;

  Bulk(Session session, BulkSql sql) {
    this.session = session;
    this.sql = sql;
    sql.kinds().forEach(kind -> columns.add(new ArrayList<>()));
  }

  public Bulk text(String value) {
    return put(value);
  }

  public Bulk text(Optional<String> value) {
    return put(value.orElse(null));
  }

  public Bulk number(long value) {
    return put(value);
  }

  public Bulk number(OptionalLong value) {
    return put(value.isPresent() ? (Long) value.getAsLong() : null);
  }

  public Bulk bytes(byte[] value) {
    return put(value);
  }

  private Bulk put(@Nullable Object value) {
    columns.get(at++).add(value);
    return this;
  }

  /** The row is whole; the next one may come. */
  public void more() {
    if (at != columns.size()) {
      throw new IllegalStateException("a row has " + columns.size() + " columns, got " + at);
    }
    at = 0;
    rows++;
  }

  public boolean isEmpty() {
    return rows == 0;
  }

  /** Runs the statement for all rows; how many it changed. Without rows it does nothing. */
  public int updateAll() throws SQLException {
    if (rows == 0) {
      return 0;
    }
    return switch (session.dialect()) {
      case POSTGRES -> asked().update();
      case SQLITE -> {
        var query = Query.of(session, sql.of(Dialect.SQLITE));
        for (var row = 0; row < rows; row++) {
          for (var column = 0; column < columns.size(); column++) {
            bind(query, sql.kinds().get(column), columns.get(column).get(row));
          }
          query.more();
        }
        yield query.updateAll();
      }
    };
  }

  private static void bind(Query query, BulkSql.Kind kind, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      query.absent(kind.absent());
    } else if (value instanceof Long number) {
      query.number(number);
    } else if (value instanceof byte[] bytes) {
      query.bytes(bytes);
    } else {
      query.text((String) value);
    }
  }

  /** The question about all rows, ready for what parameters it has behind the list. */
  public Query asked() throws SQLException {
    var query = Query.of(session, sql.of(session.dialect()));
    switch (session.dialect()) {
      case POSTGRES -> {
        for (var column = 0; column < columns.size(); column++) {
          var kind = sql.kinds().get(column);
          query.array(kind.postgres(), columns.get(column).toArray(kind.array(rows)));
        }
      }
      case SQLITE -> query.text(TupleJson.write(tuples()));
    }
    return query;
  }

  private List<List<@Nullable Object>> tuples() {
    var tuples = new ArrayList<List<@Nullable Object>>(rows);
    for (var row = 0; row < rows; row++) {
      var tuple = new ArrayList<@Nullable Object>(columns.size());
      for (var column : columns) {
        var value = column.get(row);
        tuple.add(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
      }
      tuples.add(tuple);
    }
    return tuples;
  }
}
