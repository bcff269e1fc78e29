package dev.waypost.persistence.store;

import dev.waypost.persistence.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into a table of PostgreSQL by {@code COPY}, in the server's own format, which
 * needs columns of exactly these types. They are sent in pieces, which the server takes in while
 * the next one is made. Part of the session's transaction; lives within one piece of work, and
 * nothing else may be asked on its session until it is finished or closed.
 */
final class BinaryCopy implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 16;
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int ABSENT = -1;
  private static final short END = -1;

  private final CopyIn copy;
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);

  private BinaryCopy(CopyIn copy) {
    this.copy = copy;
    piece.put(SIGNATURE).putInt(0).putInt(0); // no flags, no extension
  }

  /**
   * Begins.
   *
   * @param table and its columns: {@code t(a, b)}
   */
  static BinaryCopy into(Session session, String table) throws SQLException {
    var copies = session.connection().unwrap(PGConnection.class).getCopyAPI();
    return new BinaryCopy(copies.copyIn("COPY " + table + " FROM STDIN (FORMAT binary)"));
  }

  /** The next row has so many columns; their values follow in order. */
  BinaryCopy row(int columns) throws SQLException {
    room(Short.BYTES).putShort((short) columns);
    return this;
  }

  BinaryCopy bigint(long value) throws SQLException {
    room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
    return this;
  }

  BinaryCopy integer(int value) throws SQLException {
    room(Integer.BYTES + Integer.BYTES).putInt(Integer.BYTES).putInt(value);
    return this;
  }

  BinaryCopy smallint(int value) throws SQLException {
    room(Integer.BYTES + Short.BYTES).putInt(Short.BYTES).putShort((short) value);
    return this;
  }

  BinaryCopy bytes(byte[] value) throws SQLException {
    room(Integer.BYTES).putInt(value.length);
    for (var sent = 0; sent < value.length; ) {
      var some = Math.min(value.length - sent, room(1).remaining());
      piece.put(value, sent, some);
      sent += some;
    }
    return this;
  }

  BinaryCopy text(String value) throws SQLException {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  BinaryCopy text(Optional<String> value) throws SQLException {
    if (value.isPresent()) {
      return text(value.get());
    }
    room(Integer.BYTES).putInt(ABSENT);
    return this;
  }

  private ByteBuffer room(int bytes) throws SQLException {
    if (piece.remaining() < bytes) {
      send();
    }
    return piece;
  }

  private void send() throws SQLException {
    copy.writeToCopy(piece.array(), 0, piece.position());
    piece.clear();
  }

  /** All rows are written; they are there when this returns. */
  void finish() throws SQLException {
    room(Short.BYTES).putShort(END);
    send();
    copy.endCopy();
  }

  /** Gives up what was not finished; the transaction cannot go on then. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
