package dev.waypost.engine.cluster;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.Contents;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.send.Catalogue;
import dev.waypost.engine.send.CompiledContent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Compiled contents, the recently used ones in memory. A content never changes, so it is never
 * looked up anew.
 */
final class CachedCatalogue implements Catalogue {
  /** One content: as it was submitted, its links, and ready to be merged. */
  record Entry(CampaignSubmission submission, LinkTable table, CompiledContent compiled) {}

  private final AsyncLoadingCache<LinkTableId, Entry> entries;

  CachedCatalogue(Contents contents, int max, Executor compilers) {
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(max)
            .executor(compilers)
            .buildAsync((id, executor) -> load(contents, id, executor));
  }

  CompletionStage<Entry> entry(LinkTableId content) {
    return entries.get(content);
  }

  @Override
  public CompletionStage<CompiledContent> find(LinkTableId content) {
    return entry(content).thenApply(Entry::compiled);
  }

  private static CompletableFuture<Entry> load(
      Contents contents, LinkTableId id, Executor executor) {
    return contents
        .find(id)
        .thenApplyAsync(
            found ->
                found
                    .map(CachedCatalogue::compiled)
                    .orElseThrow(
                        () -> new IllegalStateException("content " + id + " is not stored")),
            executor)
        .toCompletableFuture();
  }

  private static Entry compiled(Contents.Content content) {
    var table = content.table();
    var submission = content.submission();
    return switch (CompiledContent.compile(submission.content(), table.id(), table.campaign())) {
      case CompiledContent.Compiled(var compiled) -> new Entry(submission, table, compiled);
      case CompiledContent.Invalid(var problems) ->
          throw new IllegalStateException(
              "content " + table.id() + " was stored and does not compile any more: " + problems);
    };
  }
}
