package dev.waypost.engine;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.link.LinkTable;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where the content of campaigns is kept, beside the journal, with its link table. Written before
 * the event that refers to it; what no event refers to is harmless. Completes when synced; fails
 * when the database is away. Never blocks.
 */
public interface Contents {
  /**
   * Stores one version of a campaign's content under the number of its link table.
   *
   * @return false when that number is taken: choose another one
   */
  CompletionStage<Boolean> store(CampaignSubmission submission, LinkTable table);

  CompletionStage<Optional<Content>> find(LinkTableId id);

  /** One version as it was stored. */
  record Content(CampaignSubmission submission, LinkTable table) {}
}
