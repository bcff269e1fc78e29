package dev.waypost.persistence.store;

import static dev.waypost.persistence.store.BulkSql.Kind.BYTES;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Addresses on their way into the table of persons: of several spellings the last one stays. In the
 * order of their keys, so that writers of the same persons never wait for each other in a circle.
 */
final class PersonUpsert {
  private static final BulkSql UPSERT =
      BulkSql.insert(
          "person(sender, recipient_key, email)",
          "ON CONFLICT(sender, recipient_key) DO UPDATE SET email = excluded.email"
              + " WHERE person.email <> excluded.email",
          TEXT,
          BYTES,
          TEXT);

  private final SenderId sender;
  private final Map<byte[], String> emails = new TreeMap<>(Arrays::compareUnsigned);

  PersonUpsert(SenderId sender) {
    this.sender = sender;
  }

  void add(byte[] recipient, String email) {
    emails.put(recipient, email);
  }

  void store(Session session) throws SQLException {
    var upsert = UPSERT.in(session);
    emails.forEach(
        (recipient, email) -> upsert.text(sender.value()).bytes(recipient).text(email).more());
    upsert.updateAll();
  }

  /** The same, unless it trusts that nobody is known: then fails when somebody is. */
  void store(Session session, FreeKeys.Mode mode) throws SQLException {
    switch (mode) {
      case TRUSTING -> {
        switch (session.dialect()) {
          case SQLITE -> store(session);
          case POSTGRES -> copy(session);
        }
      }
      case ASKING -> store(session);
    }
  }

  private void copy(Session session) throws SQLException {
    if (emails.isEmpty()) {
      return;
    }
    try (var copy = BinaryCopy.into(session, "person(sender, recipient_key, email)")) {
      for (var person : emails.entrySet()) {
        copy.row(3).text(sender.value()).bytes(person.getKey()).text(person.getValue());
      }
      copy.finish();
    }
  }
}
