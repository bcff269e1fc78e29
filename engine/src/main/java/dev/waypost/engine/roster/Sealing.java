package dev.waypost.engine.roster;

import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignRequest;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.SenderId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Brings a batch whose last page is in to its end: rows claim their ids a few pages at a time, the
 * campaign learns of the batch (of test mailings: their pages), the batch is stored. Every step may
 * be repeated by anybody, so it goes on wherever a process died.
 */
public final class Sealing {
  private final Batches batches;
  private final BiFunction<CampaignId, CampaignRequest, CompletionStage<CampaignEntity.Answer>>
      campaigns;
  private final Function<PageId, CompletionStage<PageEntity.Undertaken>> pages;
  private final int pagesAtOnce;

  /**
   * @param pagesAtOnce how many are sealed in one transaction
   * @param pages asks a page of test mailings to drive them, come what may
   */
  public Sealing(
      Batches batches,
      BiFunction<CampaignId, CampaignRequest, CompletionStage<CampaignEntity.Answer>> campaigns,
      Function<PageId, CompletionStage<PageEntity.Undertaken>> pages,
      int pagesAtOnce) {
    this.batches = batches;
    this.campaigns = campaigns;
    this.pages = pages;
    this.pagesAtOnce = pagesAtOnce;
  }

  /** Fails when the database or the campaign does not answer; then it is to be repeated. */
  public CompletionStage<Intake.Completion> finish(Batch batch) {
    return sealFrom(batch, 0)
        .thenCompose(claimed -> known(batch.campaign().sender(), batch.id()))
        .thenCompose(whole -> whole.id().isTest() ? undertake(whole, 0) : announce(whole));
  }

  /** No campaign releases pages of tests: once each has promised to drive, nobody forgets them. */
  private CompletionStage<Intake.Completion> undertake(Batch batch, int page) {
    return page >= batch.pages()
        ? store(batch)
        : pages
            .apply(new PageId(batch.campaign().sender(), batch.id(), page))
            .thenCompose(promised -> undertake(batch, page + 1));
  }

  private CompletionStage<Void> sealFrom(Batch batch, int page) {
    if (page >= batch.pages()) {
      return CompletableFuture.completedStage(null);
    }
    var count = Math.min(pagesAtOnce, batch.pages() - page);
    return batches
        .sealPages(new PageId(batch.campaign().sender(), batch.id(), page), count)
        .thenCompose(claimed -> sealFrom(batch, page + count));
  }

  private CompletionStage<Batch> known(SenderId sender, BatchId id) {
    return batches
        .find(sender, id)
        .thenApply(
            found ->
                found.orElseThrow(
                    () -> new IllegalStateException("batch " + id + " vanished while sealing")));
  }

  private CompletionStage<Intake.Completion> announce(Batch batch) {
    var request = new CampaignRequest.AddBatch(batch.id(), batch.pages(), batch.accepted());
    return campaigns
        .apply(batch.campaign(), request)
        .thenCompose(
            answer ->
                switch (answer) {
                  case CampaignEntity.Done done -> store(batch);
                  case CampaignEntity.Rejected(var reason) ->
                      batches
                          .abandon(batch.campaign().sender(), batch.id())
                          .thenApply(gone -> new Intake.Completion.Refused(reason));
                });
  }

  private CompletionStage<Intake.Completion> store(Batch batch) {
    var sender = batch.campaign().sender();
    return batches
        .store(sender, batch.id())
        .thenCompose(stored -> known(sender, batch.id()))
        .thenCombine(
            batches.faults(sender, batch.id(), 0, RowFault.SHOWN_MAX),
            (Batch stored, List<RowFault> faults) -> new Intake.Completion.Stored(stored, faults));
  }
}
