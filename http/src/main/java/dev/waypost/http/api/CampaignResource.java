package dev.waypost.http.api;

import dev.waypost.engine.CampaignAction;
import dev.waypost.engine.CampaignAnswer;
import dev.waypost.engine.CampaignAnswer.CampaignStanding;
import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.Engine;
import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.report.Reports.CampaignListing;
import dev.waypost.http.json.ActionReader;
import dev.waypost.http.json.CampaignJson;
import dev.waypost.http.json.CampaignReader;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Answers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Campaigns. */
final class CampaignResource {
  private final Engine engine;

  CampaignResource(Engine engine) {
    this.engine = engine;
  }

  CompletionStage<HttpResponse> list(Call call) {
    call.allow("limit", "after");
    var limit = call.limit();
    var after = call.parameter("after").map(CampaignCursor::parse);
    return engine
        .campaigns(call.sender(), after, limit + 1)
        .thenApply(
            found -> {
              var page = found.subList(0, Math.min(limit, found.size()));
              var next =
                  page.size() == found.size()
                      ? Optional.<String>empty()
                      : Optional.of(CampaignCursor.print(listing(page.getLast())));
              return Answers.json(200, CampaignJson.writeList(page, next));
            });
  }

  CompletionStage<HttpResponse> get(Call call) {
    call.allow();
    return found(call.campaign()).thenApply(standing -> whole(200, standing));
  }

  CompletionStage<HttpResponse> content(Call call) {
    call.allow();
    var known = IfNoneMatch.of(call.request().listHeader("if-none-match"));
    return found(call.campaign())
        .thenApply(
            standing ->
                tagged(
                    known.names(IfMatch.tag(standing.version()))
                        ? Answers.empty(304)
                        : Answers.json(200, CampaignJson.writeContent(standing.submission())),
                    standing));
  }

  CompletionStage<HttpResponse> links(Call call) {
    call.allow();
    var id = call.campaign();
    return found(id)
        .thenCombine(
            engine.links(id),
            (standing, clicks) ->
                Answers.json(
                    200, CampaignJson.writeLinks(standing.links(), clicks.orElseGet(Map::of))));
  }

  CompletionStage<HttpResponse> put(Call call) {
    call.allow();
    var id =
        CampaignId.of(call.sender(), call.place("campaign"))
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.invalid(
                            InputFault.at(
                                "",
                                "name",
                                "a campaign's name matches [a-z0-9][a-z0-9._-]{0,63}"))));
    var ifMatch = IfMatch.of(call.request().listHeader("if-match"));
    return call.json()
        .thenApply(CampaignReader::read)
        .thenCompose(submission -> put(id, submission, ifMatch));
  }

  private CompletionStage<HttpResponse> put(
      CampaignId id, CampaignSubmission submission, IfMatch ifMatch) {
    return switch (ifMatch) {
      case IfMatch.Nothing nothing ->
          engine.put(id, submission, Optional.empty()).thenApply(CampaignResource::unconditional);
      case IfMatch.Anything anything -> putOver(id, submission, ifMatch);
      case IfMatch.Versions versions -> putOver(id, submission, ifMatch);
    };
  }

  /** Finds out which of the versions it is, and has the engine compare it once more. */
  private CompletionStage<HttpResponse> putOver(
      CampaignId id, CampaignSubmission submission, IfMatch ifMatch) {
    return engine
        .campaign(id)
        .thenCompose(
            answer -> {
              if (answer instanceof CampaignAnswer.Found(var standing, var novelty)
                  && matches(ifMatch, standing.version())) {
                return engine
                    .put(id, submission, Optional.of(standing.version()))
                    .thenApply(CampaignResource::response);
              }
              return CompletableFuture.failedFuture(
                  new Refusal(
                      Problem.otherVersion(
                          "the campaign is not at a version that If-Match names: read it again"
                              + " and decide")));
            });
  }

  private static boolean matches(IfMatch ifMatch, int version) {
    return switch (ifMatch) {
      case IfMatch.Nothing nothing -> true;
      case IfMatch.Anything anything -> true;
      case IfMatch.Versions(var numbers) -> numbers.contains(version);
    };
  }

  CompletionStage<HttpResponse> launch(Call call) {
    call.allow();
    var id = call.campaign();
    return call.json()
        .thenApply(ActionReader::readLaunch)
        .thenCompose(launch -> engine.act(id, launch))
        .thenApply(CampaignResource::acted);
  }

  Resource.Action act(CampaignAction action) {
    return call -> act(call, action);
  }

  private CompletionStage<HttpResponse> act(Call call, CampaignAction action) {
    call.allow();
    var id = call.campaign();
    return call.json()
        .thenAccept(ActionReader::readNothing)
        .thenCompose(ignored -> engine.act(id, action))
        .thenApply(CampaignResource::acted);
  }

  private CompletionStage<CampaignStanding> found(CampaignId id) {
    return engine.campaign(id).thenApply(CampaignResource::standing);
  }

  private static CampaignStanding standing(CampaignAnswer answer) {
    return switch (answer) {
      case CampaignAnswer.Found(var standing, var novelty) -> standing;
      case CampaignAnswer.Refused(var reason) -> throw new Refusal(Refusals.of(reason));
      case CampaignAnswer.Invalid(var problems) -> throw new Refusal(Refusals.of(problems));
    };
  }

  private static HttpResponse acted(CampaignAnswer answer) {
    return whole(202, standing(answer));
  }

  private static HttpResponse response(CampaignAnswer answer) {
    var standing = standing(answer);
    return whole(isNew(answer) ? 201 : 200, standing);
  }

  /** Nobody asked for a version: another one then is a race, not a failed condition. */
  private static HttpResponse unconditional(CampaignAnswer answer) {
    if (answer instanceof CampaignAnswer.Refused(CampaignRejection.OtherVersion other)) {
      throw new Refusal(
          Problem.wrongState("the campaign was replaced at the same time: try again"));
    }
    return response(answer);
  }

  private static boolean isNew(CampaignAnswer answer) {
    return answer instanceof CampaignAnswer.Found(var standing, var novelty)
        && novelty == CampaignAnswer.Novelty.NEW;
  }

  private static HttpResponse whole(int status, CampaignStanding standing) {
    return tagged(Answers.json(status, CampaignJson.write(standing)), standing);
  }

  private static HttpResponse tagged(HttpResponse response, CampaignStanding standing) {
    return Answers.with(response, Map.of("ETag", IfMatch.tag(standing.version())));
  }

  private static CampaignListing listing(CampaignStanding standing) {
    return new CampaignListing(standing.id().name(), standing.createdAt());
  }
}
