package dev.waypost.engine.cluster;

import dev.waypost.engine.CampaignAction;
import dev.waypost.engine.CampaignAnswer;
import dev.waypost.engine.CampaignAnswer.CampaignStanding;
import dev.waypost.engine.CampaignAnswer.Novelty;
import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.campaign.CampaignRequest;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.engine.report.CampaignCounts;
import dev.waypost.engine.report.Reports;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.engine.send.CompiledContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Everything about campaigns as a whole. */
final class CampaignDesk {
  private final EnginePorts ports;
  private final Entities entities;
  private final CachedCatalogue catalogue;
  private final Executor compilers;

  CampaignDesk(
      EnginePorts ports, Entities entities, CachedCatalogue catalogue, Executor compilers) {
    this.ports = ports;
    this.entities = entities;
    this.catalogue = catalogue;
    this.compilers = compilers;
  }

  CompletionStage<CampaignAnswer> put(
      CampaignId campaign, CampaignSubmission submission, Optional<Integer> ifMatch) {
    var digest = SubmissionDigest.of(submission);
    return sight(campaign)
        .thenCompose(
            known ->
                known.filter(p -> p.plan().digest().equals(digest)).isPresent()
                    ? request(
                        campaign,
                        new CampaignRequest.Put(known.get().plan(), ifMatch),
                        Novelty.KNOWN)
                    : replace(campaign, submission, ifMatch, digest, known));
  }

  private CompletionStage<CampaignAnswer> replace(
      CampaignId campaign,
      CampaignSubmission submission,
      Optional<Integer> ifMatch,
      String digest,
      Optional<CampaignEntity.Portrait> known) {
    var table = LinkTableId.random(ports.random());
    return CompletableFuture.supplyAsync(
            () -> CompiledContent.compile(submission.content(), table, campaign), compilers)
        .thenCompose(
            compilation ->
                switch (compilation) {
                  case CompiledContent.Invalid(var problems) ->
                      CompletableFuture.completedStage(new CampaignAnswer.Invalid(problems));
                  case CompiledContent.Compiled(var compiled) ->
                      storeAndPut(
                          new LinkTable(
                              table,
                              campaign,
                              compiled.links(),
                              submission.expireLinksAt(),
                              submission.fallback()),
                          submission,
                          ifMatch,
                          digest,
                          known);
                });
  }

  /** First the content is on disk, then the event that refers to it. */
  private CompletionStage<CampaignAnswer> storeAndPut(
      LinkTable table,
      CampaignSubmission submission,
      Optional<Integer> ifMatch,
      String digest,
      Optional<CampaignEntity.Portrait> known) {
    var version = known.map(p -> p.plan().version() + 1).orElse(1);
    var plan =
        new CampaignPlan(
            version,
            digest,
            table.id(),
            submission.content().kind(),
            submission.whenInDoubt(),
            submission.expireMailAt());
    var novelty = known.isPresent() ? Novelty.KNOWN : Novelty.NEW;
    return ports
        .contents()
        .store(submission, table)
        .thenCompose(
            stored ->
                stored
                    ? request(table.campaign(), new CampaignRequest.Put(plan, ifMatch), novelty)
                    : replace(table.campaign(), submission, ifMatch, digest, known));
  }

  CompletionStage<CampaignAnswer> act(CampaignId campaign, CampaignAction action) {
    return request(
        campaign,
        switch (action) {
          case CampaignAction.Launch(var at) -> new CampaignRequest.Launch(at);
          case CampaignAction.Pause pause -> new CampaignRequest.Pause();
          case CampaignAction.Resume resume -> new CampaignRequest.Resume();
          case CampaignAction.Cancel cancel -> new CampaignRequest.Cancel();
          case CampaignAction.Archive archive -> new CampaignRequest.Archive();
        },
        Novelty.KNOWN);
  }

  private CompletionStage<CampaignAnswer> request(
      CampaignId campaign, CampaignRequest request, Novelty novelty) {
    return entities
        .ask(campaign, request)
        .thenCompose(
            answer ->
                switch (answer) {
                  case CampaignEntity.Done done -> found(campaign, novelty);
                  case CampaignEntity.Rejected(var reason) ->
                      CompletableFuture.completedStage(new CampaignAnswer.Refused(reason));
                });
  }

  CompletionStage<CampaignAnswer> found(CampaignId campaign, Novelty novelty) {
    return standing(campaign)
        .thenApply(
            found ->
                found
                    .<CampaignAnswer>map(standing -> new CampaignAnswer.Found(standing, novelty))
                    .orElseGet(
                        () -> new CampaignAnswer.Refused(new CampaignRejection.UnknownCampaign())));
  }

  CompletionStage<List<CampaignStanding>> list(
      SenderId sender, Optional<Reports.CampaignListing> after, int limit) {
    return ports
        .reports()
        .campaigns(sender, after, limit)
        .thenCompose(names -> standings(sender, names));
  }

  private CompletionStage<List<CampaignStanding>> standings(
      SenderId sender, List<Reports.CampaignListing> names) {
    CompletionStage<List<CampaignStanding>> all =
        CompletableFuture.completedStage(new ArrayList<>());
    for (var name : names) {
      all =
          all.thenCompose(
              list ->
                  standing(new CampaignId(sender, name.name()))
                      .thenApply(
                          found -> {
                            found.ifPresent(list::add);
                            return list;
                          }));
    }
    return all;
  }

  CompletionStage<Optional<Map<Integer, VerdictCounts>>> links(CampaignId campaign) {
    return sight(campaign)
        .thenCompose(
            known ->
                known.isPresent()
                    ? ports.reports().links(campaign).thenApply(Optional::of)
                    : CompletableFuture.completedStage(Optional.empty()));
  }

  /** The campaign as its owner knows it. */
  CompletionStage<Optional<CampaignEntity.Portrait>> sight(CampaignId campaign) {
    CompletionStage<CampaignEntity.Sighting> sighting =
        entities.ask(campaign, CampaignEntity.Get::new);
    return sighting.thenApply(CampaignEntity.Sighting::portrait);
  }

  /**
   * The view first, then the owner: so the rows that the owner counts are never fewer than the
   * view's.
   */
  private CompletionStage<Optional<CampaignStanding>> standing(CampaignId campaign) {
    return ports
        .reports()
        .campaign(campaign)
        .thenCompose(
            counts ->
                sight(campaign)
                    .thenCompose(
                        known ->
                            known.isPresent()
                                ? standing(campaign, known.get(), counts).thenApply(Optional::of)
                                : CompletableFuture.completedStage(Optional.empty())));
  }

  private CompletionStage<CampaignStanding> standing(
      CampaignId campaign, CampaignEntity.Portrait portrait, CampaignCounts counts) {
    return catalogue
        .entry(portrait.plan().linkTable())
        .thenApply(
            entry -> {
              var isUnseenEnd =
                  portrait.phase() == CampaignPhase.FINISHED && !counts.isFinishedSeen();
              return new CampaignStanding(
                  campaign,
                  entry.submission(),
                  portrait.plan().version(),
                  isUnseenEnd ? CampaignPhase.RUNNING : portrait.phase(),
                  Optional.empty(),
                  portrait.createdAt(),
                  portrait.scheduledAt(),
                  portrait.launchedAt(),
                  isUnseenEnd ? Optional.empty() : portrait.finishedAt(),
                  entry.table().links(),
                  portrait.accepted(),
                  counts);
            });
  }
}
