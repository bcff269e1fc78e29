package dev.waypost.http.api;

import dev.waypost.engine.id.SenderId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of all senders. Keeps hashes only, and compares with all of them in constant time. For
 * many threads.
 */
public final class ApiKeys {
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(byte[] hash, SenderId sender) {}

  /**
   * @param senders whose key it is, by key; several keys of one sender while it rotates them
   */
  public ApiKeys(Map<String, SenderId> senders) {
    senders.forEach((key, sender) -> entries.add(new Entry(hash(key), sender)));
  }

  /** Keys of the one sender of version 1. */
  public static ApiKeys ofDefault(List<String> keys) {
    var senders = new HashMap<String, SenderId>();
    keys.forEach(key -> senders.put(key, SenderId.DEFAULT));
    return new ApiKeys(senders);
  }

  /** Whose {@code Authorization} header this is. */
  Optional<SenderId> sender(String authorization) {
    var space = authorization.indexOf(' ');
    if (space < 0 || !authorization.substring(0, space).equalsIgnoreCase("Bearer")) {
      return Optional.empty();
    }
    var hash = hash(authorization.substring(space + 1).strip());
    Optional<SenderId> found = Optional.empty();
    for (var entry : entries) {
      if (MessageDigest.isEqual(entry.hash(), hash)) {
        found = Optional.of(entry.sender());
      }
    }
    return found;
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
