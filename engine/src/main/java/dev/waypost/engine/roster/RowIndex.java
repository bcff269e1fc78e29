package dev.waypost.engine.roster;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where a row is found by what people know of it. Only rows of stored batches. Never blocks. */
public interface RowIndex {
  /** The row that owns the id in the campaign. */
  CompletionStage<Optional<Origin>> byId(CampaignId campaign, RowKey row);

  /** Rows of the campaign that go to the recipient, oldest batch first. */
  CompletionStage<List<Origin>> byRecipient(CampaignId campaign, RecipientKey recipient);

  /** Whether the campaign's rows are in an archive, and here no more. */
  CompletionStage<Boolean> isArchived(CampaignId campaign);

  /** Whose row that is, also when the person has been erased; empty when there is none. */
  CompletionStage<Optional<RowTrace>> trace(SenderId sender, Origin origin);
}
