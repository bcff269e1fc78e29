package dev.waypost.persistence;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A statement with its parameters, set one after the other. Lives within one piece of work; times
 * are kept in epoch milliseconds.
 */
public final class Query {
  private final PreparedStatement statement;
  private int next = 1;

  private Query(PreparedStatement statement) {
    this.statement = statement;
  }

  public static Query of(Session session, String sql) throws SQLException {
    return new Query(session.prepare(sql));
  }

  /** Makes something of the current row. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Looks at the current row. */
  @FunctionalInterface
  public interface Visitor {
    void visit(ResultSet row) throws SQLException;
  }

  /** Looks at the current row, and says whether to go on. */
  @FunctionalInterface
  public interface Stroller {
    boolean visit(ResultSet row) throws SQLException;
  }

  public Query text(String value) throws SQLException {
    statement.setString(next++, value);
    return this;
  }

  public Query text(Optional<String> value) throws SQLException {
    if (value.isPresent()) {
      return text(value.get());
    }
    return absent(Types.VARCHAR);
  }

  /** No value, of a type of {@link Types}. */
  public Query absent(int type) throws SQLException {
    statement.setNull(next++, type);
    return this;
  }

  public Query number(long value) throws SQLException {
    statement.setLong(next++, value);
    return this;
  }

  public Query number(OptionalLong value) throws SQLException {
    if (value.isPresent()) {
      return number(value.getAsLong());
    }
    statement.setNull(next++, Types.INTEGER);
    return this;
  }

  public Query bytes(byte[] value) throws SQLException {
    statement.setBytes(next++, value);
    return this;
  }

  /** A list of values of a type that the database knows by that name; for databases with arrays. */
  public Query array(String type, Object[] values) throws SQLException {
    statement.setArray(next++, statement.getConnection().createArrayOf(type, values));
    return this;
  }

  public Query time(Instant value) throws SQLException {
    return number(value.toEpochMilli());
  }

  /** Runs the statement; how many rows it changed. */
  public int update() throws SQLException {
    return statement.executeUpdate();
  }

  /** Keeps these parameters for {@link #updateAll} and is ready for the next ones. */
  public void more() throws SQLException {
    statement.addBatch();
    next = 1;
  }

  /** Runs the statement once for each set of parameters; how many rows that changed. */
  public int updateAll() throws SQLException {
    return Arrays.stream(statement.executeBatch()).sum();
  }

  public <T> List<T> list(Reader<T> reader) throws SQLException {
    var all = new ArrayList<T>();
    each(row -> all.add(reader.read(row)));
    return all;
  }

  public <T> Optional<T> first(Reader<T> reader) throws SQLException {
    try (var rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  /** Visits the rows as they come; holds none of them. */
  public void each(Visitor visitor) throws SQLException {
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        visitor.visit(rows);
      }
    }
  }

  /** Visits the rows as they come, up to the first one that is enough; reads none behind it. */
  public void eachWhile(Stroller visitor) throws SQLException {
    try (var rows = statement.executeQuery()) {
      var isWanted = true;
      while (isWanted && rows.next()) {
        isWanted = visitor.visit(rows);
      }
    }
  }

  /** A column that may be null. */
  public static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  public static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }
}
