package dev.waypost.bench.postgres;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * The reference of intake: what a batch left in its tables, written again by {@code COPY} in one
 * transaction, in the server's own format, into the same tables with the same keys of another
 * database. Nobody looks at a row: no address is parsed, no id claimed, nothing can be resumed.
 */
public final class BatchCopy {
  private static final int BUFFER = 1 << 16;

  /** Which rows of a table a batch has; {@code %d} is its number. In the order of writing. */
  private record Part(String table, String rows) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("campaign", "WHERE no = (SELECT campaign_no FROM batch WHERE no = %d)"),
          new Part("batch", "WHERE no = %d"),
          new Part("page", "WHERE batch_no = %d"),
          new Part("row", "WHERE batch_no = %d ORDER BY page, line"),
          new Part("row_key", "WHERE batch_no = %d ORDER BY page, line"),
          new Part(
              "person",
              "WHERE recipient_key IN (SELECT recipient_key FROM row WHERE batch_no = %d)"));

  private final List<Path> files;

  private BatchCopy(List<Path> files) {
    this.files = files;
  }

  /** Takes the rows out, without hurry. */
  public static BatchCopy of(Postgres database, String batch, Path folder) throws IOException {
    var number = database.number("SELECT no FROM batch WHERE batch = '" + batch + "'");
    var files = new ArrayList<Path>();
    try (var connection = database.connect()) {
      var copies = connection.unwrap(PGConnection.class).getCopyAPI();
      for (var part : PARTS) {
        var file = folder.resolve(part.table() + ".copy");
        var query = "SELECT * FROM " + part.table() + " " + part.rows().formatted(number);
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
          copies.copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)", out);
        }
        files.add(file);
      }
      return new BatchCopy(files);
    } catch (SQLException e) {
      throw Postgres.failure(e);
    }
  }

  /** Writes them; the seconds until they were committed. */
  public double secondsInto(Postgres database) throws IOException {
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      var copies = connection.unwrap(PGConnection.class).getCopyAPI();
      var begin = System.nanoTime();
      for (var i = 0; i < PARTS.size(); i++) {
        try (var in = new BufferedInputStream(Files.newInputStream(files.get(i)), BUFFER)) {
          var statement = "COPY " + PARTS.get(i).table() + " FROM STDIN (FORMAT binary)";
          copies.copyIn(statement, in, BUFFER);
        }
      }
      connection.commit();
      return (System.nanoTime() - begin) / 1e9;
    } catch (SQLException e) {
      throw Postgres.failure(e);
    }
  }
}
