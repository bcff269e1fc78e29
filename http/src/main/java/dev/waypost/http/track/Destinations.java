package dev.waypost.http.track;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.Destination;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a click leads by its link table. Keeps what it has parsed, for the most used links. */
final class Destinations {
  private static final int KEPT_MAX = 10_000;

  /** Where a click leads. */
  sealed interface Outcome {
    record To(String url) implements Outcome {}

    record Expired(Optional<String> fallback) implements Outcome {}

    /** Nowhere: the table has no such link, or the values do not fit it. */
    record Nowhere() implements Outcome {}
  }

  private static final Outcome NOWHERE = new Outcome.Nowhere();

  private record Key(LinkTableId table, int link) {}

  private final Cache<Key, Optional<Destination>> parsed =
      Caffeine.newBuilder().maximumSize(KEPT_MAX).build();
  private final Cache<Key, String> fixed = Caffeine.newBuilder().maximumSize(KEPT_MAX).build();

  Outcome of(Token token, LinkTable table, List<String> values, Instant now) {
    var key = new Key(table.id(), token.link());
    var link = table.link(token.link());
    if (link.isEmpty()) {
      return NOWHERE;
    }
    if (table.expireAt().filter(end -> !now.isBefore(end)).isPresent()) {
      return new Outcome.Expired(table.fallback().map(uri -> uri.toASCIIString()));
    }
    if (values.isEmpty()) {
      var known = Optional.ofNullable(fixed.getIfPresent(key));
      if (known.isPresent()) {
        return new Outcome.To(known.get());
      }
    }
    var destination = parsed.get(key, k -> parse(link.get().url()));
    if (destination.isEmpty() || destination.get().fields().size() != values.size()) {
      return NOWHERE;
    }
    try {
      var url = destination.get().resolve(values);
      if (values.isEmpty()) {
        fixed.put(key, url);
      }
      return new Outcome.To(url);
    } catch (Destination.Refused e) {
      return NOWHERE;
    }
  }

  private static Optional<Destination> parse(String url) {
    try {
      return Optional.of(Destination.parse(url));
    } catch (Destination.Refused e) {
      return Optional.empty();
    }
  }
}
