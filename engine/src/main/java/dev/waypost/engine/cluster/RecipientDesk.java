package dev.waypost.engine.cluster;

import dev.waypost.engine.Engine;
import dev.waypost.engine.MailingAnswer;
import dev.waypost.engine.RecipientAnswer;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientEntity.MailingPortrait;
import dev.waypost.engine.recipient.RecipientRejection;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.report.Timeline;
import dev.waypost.engine.report.TimelineQuery;
import dev.waypost.engine.roster.PageEntity;
import dev.waypost.engine.roster.RowTrace;
import dev.waypost.engine.send.MailRow;
import dev.waypost.engine.send.MessageIds;
import dev.waypost.engine.send.RenderedMail;
import dev.waypost.engine.send.Rendering;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Everything about one recipient. */
final class RecipientDesk {
  /** Of more events of a recipient in the campaign the oldest are not shown. */
  private static final int TIMELINE_MAX = 10_000;

  private static final Set<MailingState> RETRIABLE =
      EnumSet.of(
          MailingState.DEFERRED, MailingState.BOUNCED, MailingState.EXPIRED, MailingState.FAILED);

  /** In these a mailing may be tried again. */
  private static final Set<CampaignPhase> TRYING =
      EnumSet.of(CampaignPhase.RUNNING, CampaignPhase.PAUSED, CampaignPhase.FINISHED);

  private final EnginePorts ports;
  private final Entities entities;
  private final CampaignDesk campaigns;
  private final CachedCatalogue catalogue;
  private final Executor renderers;

  RecipientDesk(
      EnginePorts ports,
      Entities entities,
      CampaignDesk campaigns,
      CachedCatalogue catalogue,
      Executor renderers) {
    this.ports = ports;
    this.entities = entities;
    this.campaigns = campaigns;
    this.catalogue = catalogue;
    this.renderers = renderers;
  }

  /** A row; without what it says once its person has been erased. */
  private record Whose(RowTrace trace, Optional<MailRow> row) {}

  /** A row of a campaign, with what its recipient knows of the mailing. */
  private record Known(
      CampaignEntity.Portrait campaign, Whose whose, Optional<MailingPortrait> mailing) {
    /** Rows that a cancel closed in one stroke have no mailing. */
    MailingState state() {
      return mailing
          .map(MailingPortrait::state)
          .orElse(isOver() ? MailingState.CANCELLED : MailingState.WAITING);
    }

    /** Whether nothing is tried any more. */
    boolean isOver() {
      return campaign.phase() == CampaignPhase.CANCELLED
          || campaign.phase() == CampaignPhase.ARCHIVED;
    }
  }

  CompletionStage<RecipientAnswer> recipient(CampaignId campaign, Engine.Whom whom) {
    return find(campaign, whom)
        .thenCompose(
            found ->
                found.isPresent()
                    ? describe(campaign, whom, found.get())
                    : CompletableFuture.completedStage(new RecipientAnswer.Unknown()));
  }

  private CompletionStage<Optional<Known>> find(CampaignId campaign, Engine.Whom whom) {
    var pseudonyms = ports.pseudonyms().apply(campaign.sender());
    return campaigns
        .sight(campaign)
        .thenCompose(
            portrait ->
                portrait.isEmpty()
                    ? CompletableFuture.completedStage(Optional.<Known>empty())
                    : switch (whom) {
                      case Engine.Whom.Id(var id) ->
                          ports
                              .index()
                              .byId(campaign, pseudonyms.row(campaign, id))
                              .thenCompose(
                                  origin ->
                                      known(campaign, portrait.get(), origin.stream().toList()));
                      case Engine.Whom.Email(var address) ->
                          ports
                              .index()
                              .byRecipient(campaign, pseudonyms.recipient(address))
                              .thenCompose(origins -> known(campaign, portrait.get(), origins));
                    });
  }

  /** Of several rows the one that was mailed, or is going to be, comes before its duplicates. */
  private CompletionStage<Optional<Known>> known(
      CampaignId campaign, CampaignEntity.Portrait portrait, List<Origin> origins) {
    if (origins.isEmpty()) {
      return ports.requireRows(campaign).thenApply(here -> Optional.empty());
    }
    return ports
        .index()
        .trace(campaign.sender(), origins.getFirst())
        .thenCompose(
            trace ->
                trace.isEmpty()
                    ? CompletableFuture.completedStage(Optional.<Known>empty())
                    : best(campaign, portrait, trace.get(), origins));
  }

  private CompletionStage<Optional<Known>> best(
      CampaignId campaign, CampaignEntity.Portrait portrait, RowTrace first, List<Origin> origins) {
    return portrait(new RecipientId(campaign.sender(), first.recipient()), origins)
        .thenCompose(
            recipient -> {
              var mailing =
                  recipient.mailings().stream()
                      .min(Comparator.comparing(m -> m.state() == MailingState.DUPLICATE));
              var origin = mailing.map(MailingPortrait::origin).orElse(first.origin());
              return whose(campaign.sender(), origin)
                  .thenApply(found -> found.map(it -> new Known(portrait, it, mailing)));
            });
  }

  private CompletionStage<Optional<Whose>> whose(SenderId sender, Origin origin) {
    return ports
        .index()
        .trace(sender, origin)
        .thenCombine(
            ports.rows().find(sender, origin), (trace, row) -> trace.map(it -> new Whose(it, row)));
  }

  private CompletionStage<RecipientEntity.Portrait> portrait(
      RecipientId recipient, List<Origin> origins) {
    return entities.ask(recipient, replyTo -> new RecipientEntity.Get(origins, replyTo));
  }

  private CompletionStage<RecipientAnswer> describe(
      CampaignId campaign, Engine.Whom whom, Known known) {
    var row = known.whose().trace();
    var recipient = new RecipientId(campaign.sender(), row.recipient());
    return ports
        .reports()
        .timeline(
            new TimelineQuery(recipient, campaign.name(), row.origin(), row.key(), TIMELINE_MAX))
        .thenCombineAsync(
            catalogue.entry(known.campaign().plan().linkTable()),
            (timeline, entry) -> describe(campaign, whom, known, timeline, entry),
            renderers);
  }

  private RecipientAnswer describe(
      CampaignId campaign,
      Engine.Whom whom,
      Known known,
      Timeline timeline,
      CachedCatalogue.Entry entry) {
    var trace = known.whose().trace();
    var row = known.whose().row();
    var mail = row.flatMap(it -> rendered(it, entry));
    return new RecipientAnswer.Found(
        row.map(MailRow::id).or(() -> asked(whom)),
        row.map(MailRow::email),
        known.state(),
        MessageIds.of(
            campaign, trace.recipient(), trace.key(), entry.submission().content().fromEmail()),
        known.mailing().flatMap(MailingPortrait::bounce),
        reason(known.state(), timeline),
        timeline.entries(),
        mail.stream()
            .flatMap(m -> m.links().stream())
            .map(l -> new RecipientAnswer.TrackedLink(l.index(), l.url(), l.tracked()))
            .toList(),
        mail.flatMap(RenderedMail::pixel),
        mail.map(RenderedMail::unsubscribe),
        row.map(MailRow::metadata).orElse(Map.of()));
  }

  private Optional<RenderedMail> rendered(MailRow row, CachedCatalogue.Entry entry) {
    return entry.compiled().render(row, Token.Stage.REAL, ports.urls())
            instanceof Rendering.Rendered(var mail)
        ? Optional.of(mail)
        : Optional.empty();
  }

  private static Optional<String> asked(Engine.Whom whom) {
    return switch (whom) {
      case Engine.Whom.Id(var id) -> Optional.of(id);
      case Engine.Whom.Email email -> Optional.empty();
    };
  }

  private static Optional<String> reason(MailingState state, Timeline timeline) {
    return switch (state) {
      case DEFERRED, BOUNCED, FAILED, SUPPRESSED, EXPIRED, IN_DOUBT -> timeline.lastWord();
      case WAITING, ATTEMPTING, DELIVERED, DUPLICATE, CANCELLED -> Optional.empty();
    };
  }

  CompletionStage<MailingAnswer> retry(CampaignId campaign, String id) {
    return redo(campaign, id, RETRIABLE, RecipientRequest.Retry::new);
  }

  CompletionStage<MailingAnswer> resolve(
      CampaignId campaign, String id, RecipientRequest.Resolution as) {
    return redo(
        campaign,
        id,
        EnumSet.of(MailingState.IN_DOUBT),
        mailing -> new RecipientRequest.Resolve(mailing.origin(), as));
  }

  private CompletionStage<MailingAnswer> redo(
      CampaignId campaign,
      String id,
      Set<MailingState> allowed,
      Function<MailingId, RecipientRequest> request) {
    return find(campaign, new Engine.Whom.Id(id))
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                return CompletableFuture.completedStage(new MailingAnswer.Unknown());
              }
              var known = found.get();
              if (!allowed.contains(known.state())) {
                return CompletableFuture.completedStage(
                    new MailingAnswer.WrongState(known.state()));
              }
              var row = known.whose().trace();
              var wanted = request.apply(new MailingId(row.origin(), campaign.name(), row.key()));
              return known.isOver()
                  ? settle(campaign.sender(), known, wanted)
                  : redo(campaign.sender(), row.origin(), wanted);
            });
  }

  /** When nothing is tried any more, it can still be said that a mail in doubt arrived. */
  private CompletionStage<MailingAnswer> settle(
      SenderId sender, Known known, RecipientRequest request) {
    var isSaying =
        request instanceof RecipientRequest.Resolve(var origin, var as)
            && as == RecipientRequest.Resolution.DELIVERED;
    if (!isSaying) {
      return CompletableFuture.completedStage(
          new MailingAnswer.Refused(
              new CampaignRejection.WrongPhase(known.campaign().phase(), TRYING)));
    }
    var recipient = new RecipientId(sender, known.whose().trace().recipient());
    CompletionStage<RecipientEntity.Answer> answer =
        entities.ask(recipient, replyTo -> new RecipientEntity.Ask(request, replyTo));
    return answer.thenApply(RecipientDesk::said);
  }

  /**
   * Through the page: it has to know that there is something to do again before the recipient does.
   */
  private CompletionStage<MailingAnswer> redo(
      SenderId sender, Origin origin, RecipientRequest request) {
    CompletionStage<RecipientEntity.Answer> answer =
        entities.ask(
            origin.pageId(sender), replyTo -> new PageEntity.Redo(origin.line(), request, replyTo));
    return answer.thenApply(RecipientDesk::said);
  }

  private static MailingAnswer said(RecipientEntity.Answer answer) {
    return switch (answer) {
      case RecipientEntity.Done done -> new MailingAnswer.Accepted();
      case RecipientEntity.Rejected(var reason) ->
          switch (reason) {
            case RecipientRejection.UnknownMailing unknown -> new MailingAnswer.Unknown();
            case RecipientRejection.WrongState(var state) -> new MailingAnswer.WrongState(state);
            case RecipientRejection.NotWanted unwanted ->
                throw new IllegalStateException("only attempts are not wanted");
          };
    };
  }
}
