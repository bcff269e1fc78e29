package dev.waypost.engine.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.waypost.engine.id.BatchId;
import java.time.Instant;
import java.util.Optional;

/** What may be asked of a campaign. Repeating any of them is harmless. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = CampaignRequest.Put.class, name = "put"),
  @JsonSubTypes.Type(value = CampaignRequest.Launch.class, name = "launch"),
  @JsonSubTypes.Type(value = CampaignRequest.Pause.class, name = "pause"),
  @JsonSubTypes.Type(value = CampaignRequest.Resume.class, name = "resume"),
  @JsonSubTypes.Type(value = CampaignRequest.Cancel.class, name = "cancel"),
  @JsonSubTypes.Type(value = CampaignRequest.Archive.class, name = "archive"),
  @JsonSubTypes.Type(value = CampaignRequest.AddBatch.class, name = "addBatch"),
  @JsonSubTypes.Type(value = CampaignRequest.OpenPage.class, name = "openPage"),
  @JsonSubTypes.Type(value = CampaignRequest.FinishPage.class, name = "finishPage"),
  @JsonSubTypes.Type(value = CampaignRequest.Settle.class, name = "settle"),
})
public sealed interface CampaignRequest {
  /**
   * Create the campaign or replace its draft.
   *
   * @param ifMatch the version that the caller has seen, if it cares
   */
  record Put(CampaignPlan plan, Optional<Integer> ifMatch) implements CampaignRequest {}

  /** Send now, or at a time to come. */
  record Launch(Optional<Instant> at) implements CampaignRequest {}

  record Pause() implements CampaignRequest {}

  record Resume() implements CampaignRequest {}

  record Cancel() implements CampaignRequest {}

  record Archive() implements CampaignRequest {}

  /** A batch is sealed and belongs to the campaign from now on. */
  record AddBatch(BatchId batch, int pages, int accepted) implements CampaignRequest {}

  /** A page has nothing left to do. */
  record FinishPage(BatchId batch, int page) implements CampaignRequest {}

  /**
   * A page is about to act, with so many rows, for the first time or again. Every activation asks.
   */
  record OpenPage(BatchId batch, int page, int rows) implements CampaignRequest {}

  /** No page acts any more under the epoch that a pause or cancel has ended. */
  record Settle() implements CampaignRequest {}
}
