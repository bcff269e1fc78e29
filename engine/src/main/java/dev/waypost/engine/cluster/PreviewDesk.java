package dev.waypost.engine.cluster;

import dev.waypost.engine.PreviewAnswer;
import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.roster.RowSubmission;
import dev.waypost.engine.send.CompiledContent;
import dev.waypost.engine.send.MailRow;
import dev.waypost.engine.send.Preview;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What a mail would be; sends and stores nothing. */
final class PreviewDesk {
  /** No batch has this id: a preview belongs to none. */
  private static final BatchId NO_BATCH = new BatchId("test--preview---");

  private final EnginePorts ports;
  private final CampaignDesk campaigns;
  private final CachedCatalogue catalogue;
  private final Executor renderers;

  PreviewDesk(
      EnginePorts ports, CampaignDesk campaigns, CachedCatalogue catalogue, Executor renderers) {
    this.ports = ports;
    this.campaigns = campaigns;
    this.catalogue = catalogue;
    this.renderers = renderers;
  }

  CompletionStage<PreviewAnswer> preview(CampaignId campaign, RowSubmission row) {
    return campaigns
        .sight(campaign)
        .thenCompose(
            known ->
                known.isPresent()
                    ? catalogue
                        .find(known.get().plan().linkTable())
                        .thenApplyAsync(content -> preview(campaign, content, row), renderers)
                    : CompletableFuture.completedStage(
                        new PreviewAnswer.Refused(new CampaignRejection.UnknownCampaign())));
  }

  private PreviewAnswer preview(CampaignId campaign, CompiledContent content, RowSubmission row) {
    var outcome =
        Preview.of(
            content, mailRow(campaign, row), campaign, ports.urls(), ports.clock().instant());
    return switch (outcome) {
      case Preview.Shown(var preview) -> new PreviewAnswer.Shown(preview);
      case Preview.Flawed(var problem) -> new PreviewAnswer.Flawed(problem);
    };
  }

  private MailRow mailRow(CampaignId campaign, RowSubmission row) {
    var pseudonyms = ports.pseudonyms().apply(campaign.sender());
    return new MailRow(
        new Origin(NO_BATCH, 0, row.line()),
        pseudonyms.recipient(row.email()),
        pseudonyms.row(campaign, row.effectiveId()),
        row.effectiveId(),
        row.email(),
        row.name(),
        row.data(),
        row.metadata());
  }
}
