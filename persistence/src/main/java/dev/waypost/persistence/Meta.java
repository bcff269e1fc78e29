package dev.waypost.persistence;

import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.SenderId;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/** What the database knows of itself. */
final class Meta {
  private static final int SALT_BYTES = 32;

  private Meta() {}

  /** Records the number of shards in a new database; in another one it must be the same. */
  static void requireShards(Session session, int shards, String database)
      throws SQLException, StartRefused {
    var insert =
        session.prepare(
            "INSERT INTO meta(name, value) VALUES ('shards', ?) ON CONFLICT DO NOTHING");
    insert.setLong(1, shards);
    insert.executeUpdate();
    var found = shards(session);
    if (found != shards) {
      throw new StartRefused.OtherShards(database, Long.toString(found), shards);
    }
  }

  /** As recorded. */
  private static long shards(Session session) throws SQLException {
    return Query.of(session, "SELECT value FROM meta WHERE name = 'shards'")
        .first(row -> row.getLong(1))
        .orElseThrow();
  }

  static Incarnation nextIncarnation(Session session) throws SQLException {
    var next =
        session.prepare(
            "INSERT INTO meta(name, value) VALUES ('incarnation', 1)"
                + " ON CONFLICT(name) DO UPDATE SET value = meta.value + 1 RETURNING value");
    try (var row = next.executeQuery()) {
      row.next();
      return new Incarnation(row.getLong(1));
    }
  }

  static byte[] salt(Session session, SenderId sender, RandomGenerator random) throws SQLException {
    var fresh = new byte[SALT_BYTES];
    random.nextBytes(fresh);
    var insert =
        session.prepare("INSERT INTO sender(sender, salt) VALUES (?, ?) ON CONFLICT DO NOTHING");
    insert.setString(1, sender.value());
    insert.setBytes(2, fresh);
    insert.executeUpdate();
    var select = session.prepare("SELECT salt FROM sender WHERE sender = ?");
    select.setString(1, sender.value());
    try (var row = select.executeQuery()) {
      row.next();
      return row.getBytes(1);
    }
  }
}
