package dev.waypost.persistence.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.link.LinkTables;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the recently used link tables in memory. What is not there is asked for each time: a table
 * that is missing now may come.
 */
public final class CachedLinkTables implements LinkTables {
  private final LinkTables source;
  private final Cache<LinkTableId, LinkTable> tables;

  /**
   * @param max most tables in memory
   */
  public CachedLinkTables(LinkTables source, int max) {
    this.source = source;
    this.tables = Caffeine.newBuilder().maximumSize(max).executor(Runnable::run).build();
  }

  @Override
  public CompletionStage<Optional<LinkTable>> find(LinkTableId id) {
    var known = Optional.ofNullable(tables.getIfPresent(id));
    return known.isPresent()
        ? CompletableFuture.completedStage(known)
        : source.find(id).thenApply(this::keep);
  }

  private Optional<LinkTable> keep(Optional<LinkTable> found) {
    found.ifPresent(table -> tables.put(table.id(), table));
    return found;
  }
}
