package dev.waypost.engine.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One of 1,024 equal parts of all entities: the first 10 bits of the recipient key, or of SHA-256
 * of the persistence id. Fixed for the life of a database.
 */
public record Slice(int value) {
  /** How many slices there are. */
  public static final int COUNT = 1024;

  /** How many shards the slices fall into; recorded in the database and checked at join. */
  public static final int SHARDS = 128;

  public Slice {
    if (!(value >= 0 && value < COUNT)) {
      throw new IllegalArgumentException("a slice is 0.." + (COUNT - 1) + ", got " + value);
    }
  }

  /** The slice of an entity that is not a recipient. */
  static Slice of(String persistenceId) {
    var hash = sha256(persistenceId);
    return new Slice(((hash[0] & 0xff) << 2) | ((hash[1] & 0xff) >>> 6));
  }

  /** The slice of any entity. */
  public static Slice ofPersistenceId(String persistenceId) {
    return persistenceId.startsWith("r|")
        ? RecipientId.parse(persistenceId).slice()
        : of(persistenceId);
  }

  public int shard() {
    return value % SHARDS;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
