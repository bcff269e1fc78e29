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
  private static final String BEARER = "Bearer ";

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

  /**
   * Whose {@code Authorization} header this is. Compares with every key, whatever is found and
   * whatever was sent: one that is missing or of another form takes as long as a wrong one.
   */
  Optional<SenderId> sender(Optional<String> authorization) {
    var credentials = authorization.filter(ApiKeys::isBearer);
    var hash = hash(credentials.map(text -> text.substring(BEARER.length()).strip()).orElse(""));
    Optional<SenderId> found = Optional.empty();
    for (var entry : entries) {
      if (MessageDigest.isEqual(entry.hash(), hash)) {
        found = Optional.of(entry.sender());
      }
    }
    return credentials.isPresent() ? found : Optional.empty();
  }

  private static boolean isBearer(String authorization) {
    return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
