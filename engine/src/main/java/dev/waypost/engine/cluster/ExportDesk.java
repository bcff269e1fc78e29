package dev.waypost.engine.cluster;

import dev.waypost.engine.RecipientAnswer;
import dev.waypost.engine.RecipientExport;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.roster.Exports.Columns;
import dev.waypost.engine.roster.Exports.ListedMailing;
import dev.waypost.engine.roster.Exports.MailingSlice;
import dev.waypost.engine.roster.Exports.Place;
import dev.waypost.engine.send.MailRow;
import dev.waypost.engine.send.MessageIds;
import dev.waypost.engine.send.RenderedMail;
import dev.waypost.engine.send.Rendering;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** All recipients of a campaign. URLs are made where mails are, and thrown away with the mail. */
final class ExportDesk {
  /** Rows with what templates see, 64 KiB each at most, in memory at a time: a MiB. */
  private static final int ROWS_WITH_DATA = 16;

  private final EnginePorts ports;
  private final CampaignDesk campaigns;
  private final CachedCatalogue catalogue;
  private final Executor renderers;

  ExportDesk(
      EnginePorts ports, CampaignDesk campaigns, CachedCatalogue catalogue, Executor renderers) {
    this.ports = ports;
    this.campaigns = campaigns;
    this.catalogue = catalogue;
    this.renderers = renderers;
  }

  CompletionStage<Optional<RecipientExport>> open(
      CampaignId campaign, Set<MailingState> states, RecipientExport.Include include) {
    return campaigns
        .sight(campaign)
        .thenCompose(
            known ->
                known.isPresent()
                    ? ports
                        .requireRows(campaign)
                        .thenCompose(here -> open(campaign, known.get(), states, include))
                        .thenApply(Optional::of)
                    : CompletableFuture.completedStage(Optional.empty()));
  }

  private CompletionStage<RecipientExport> open(
      CampaignId campaign,
      CampaignEntity.Portrait portrait,
      Set<MailingState> states,
      RecipientExport.Include include) {
    return ports
        .exports()
        .current()
        .thenCompose(current -> catalogue.entry(portrait.plan().linkTable()))
        .thenApply(entry -> new Export(campaign, Set.copyOf(states), include, entry));
  }

  private final class Export implements RecipientExport {
    private final CampaignId campaign;
    private final Set<MailingState> states;
    private final Include include;
    private final CachedCatalogue.Entry content;

    Export(
        CampaignId campaign,
        Set<MailingState> states,
        Include include,
        CachedCatalogue.Entry content) {
      this.campaign = campaign;
      this.states = states;
      this.include = include;
      this.content = content;
    }

    @Override
    public CompletionStage<Slice> read(Place after, int limit) {
      return switch (include) {
        case NOTHING ->
            ports
                .exports()
                .mailings(campaign, states, after, limit, Columns.WITHOUT_DATA)
                .thenApply(slice -> slice(slice, row -> Optional.empty()));
        case LINKS ->
            ports
                .exports()
                .mailings(
                    campaign, states, after, Math.min(limit, ROWS_WITH_DATA), Columns.WITH_DATA)
                .thenApplyAsync(slice -> slice(slice, row -> Optional.of(urls(row))), renderers);
      };
    }

    private Slice slice(MailingSlice slice, Addition urls) {
      return new Slice(
          slice.mailings().stream().map(m -> exported(m, m.row().flatMap(urls::of))).toList(),
          slice.next());
    }

    private ExportedRecipient exported(ListedMailing mailing, Optional<Urls> urls) {
      var row = mailing.row();
      var trace = mailing.trace();
      return new ExportedRecipient(
          row.map(MailRow::id),
          row.map(MailRow::email),
          mailing.state(),
          MessageIds.of(
              campaign, trace.recipient(), trace.key(), content.submission().content().fromEmail()),
          mailing.bounce(),
          mailing.reason(),
          row.isPresent() || include == Include.NOTHING ? urls : Optional.of(Urls.NONE),
          row.map(MailRow::metadata).orElse(Map.of()));
    }

    private Urls urls(MailRow row) {
      return switch (content.compiled().render(row, Token.Stage.REAL, ports.urls())) {
        case Rendering.Rendered(var mail) ->
            new Urls(links(mail), mail.pixel(), Optional.of(mail.unsubscribe()));
        case Rendering.Unrenderable cannot -> Urls.NONE;
      };
    }

    private static List<RecipientAnswer.TrackedLink> links(RenderedMail mail) {
      return mail.links().stream()
          .map(l -> new RecipientAnswer.TrackedLink(l.index(), l.url(), l.tracked()))
          .toList();
    }
  }

  /** What is added to a row. */
  private interface Addition {
    Optional<RecipientExport.Urls> of(MailRow row);
  }
}
