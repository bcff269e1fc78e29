package dev.waypost.bench.postgres;

import dev.waypost.bench.stage.BenchFailure;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One database of a server, as a program is told of it. Blocks. */
public record Postgres(String url, String user, String password) {
  private static final int AUTHORITY = "jdbc:postgresql://".length();

  /** What a node must be told in its environment. */
  public Map<String, String> environment() {
    return Map.of("WAYPOST_DB", url, "WAYPOST_DB_USER", user, "WAYPOST_DB_PASSWORD", password);
  }

  public String name() {
    var path = url.substring(url.indexOf('/', AUTHORITY) + 1);
    var options = path.indexOf('?');
    return options < 0 ? path : path.substring(0, options);
  }

  Postgres sibling(String name) {
    var slash = url.indexOf('/', AUTHORITY);
    var options = url.indexOf('?');
    var rest = options < 0 ? "" : url.substring(options);
    return new Postgres(url.substring(0, slash + 1) + name + rest, user, password);
  }

  /** The URL with one more of the driver's options. */
  public String with(String option) {
    return url + (url.contains("?") ? "&" : "?") + option;
  }

  Connection connect() {
    try {
      return DriverManager.getConnection(url, user, password);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  public void execute(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  public long number(String sql) {
    try (var connection = connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Bytes on disk with indexes and long values, by table. */
  public Map<String, Long> sizes() {
    var sizes = new LinkedHashMap<String, Long>();
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
                    + " AND relnamespace = current_schema()::regnamespace ORDER BY 2 DESC, 1")) {
      while (rows.next()) {
        sizes.put(rows.getString(1), rows.getLong(2));
      }
      return sizes;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  static BenchFailure failure(SQLException e) {
    return new BenchFailure(
        "the database server did not do as asked", "see its log and the user's rights", e);
  }

  @Override
  public String toString() {
    return url;
  }
}
