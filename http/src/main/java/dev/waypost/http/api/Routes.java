package dev.waypost.http.api;

import static dev.waypost.http.api.Resource.get;
import static dev.waypost.http.api.Resource.post;
import static org.apache.pekko.http.javadsl.model.HttpMethods.DELETE;
import static org.apache.pekko.http.javadsl.model.HttpMethods.POST;
import static org.apache.pekko.http.javadsl.model.HttpMethods.PUT;

import dev.waypost.engine.CampaignAction;
import dev.waypost.engine.Engine;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Inbound;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/**
 * All paths and what can be done there. The key comes first: without one nobody learns what exists.
 */
final class Routes {
  private final ApiKeys keys;
  private final ApiSettings.Limits limits;
  private final Rooms rooms;
  private final ApiDocument document = ApiDocument.load();
  private final List<Route> routes;

  Routes(
      Engine engine,
      ApiKeys keys,
      ApiSettings.Limits limits,
      Rooms rooms,
      EventResource events,
      Materializer materializer) {
    this.keys = keys;
    this.limits = limits;
    this.rooms = rooms;
    var campaigns = new CampaignResource(engine);
    var recipients = new RecipientResource(engine);
    var intakes = new IntakeResource(engine, limits, materializer);
    var previews = new PreviewResource(engine, limits, materializer);
    var tests = new TestResource(engine, limits, materializer);
    var batches = new BatchResource(engine);
    var suppressions = new SuppressionResource(engine);
    var suppressionLists = new SuppressionLists(engine, limits, materializer);
    this.routes =
        List.of(
            at("/v1/campaigns", get(campaigns::list)),
            at("/v1/campaigns/{campaign}", get(campaigns::get).and(PUT, campaigns::put)),
            at("/v1/campaigns/{campaign}/content", get(campaigns::content)),
            at("/v1/campaigns/{campaign}/links", get(campaigns::links)),
            at("/v1/campaigns/{campaign}/batches", get(batches::ofCampaign)),
            at("/v1/campaigns/{campaign}/launch", post(campaigns::launch)),
            at("/v1/campaigns/{campaign}/pause", post(campaigns.act(new CampaignAction.Pause()))),
            at("/v1/campaigns/{campaign}/resume", post(campaigns.act(new CampaignAction.Resume()))),
            at("/v1/campaigns/{campaign}/cancel", post(campaigns.act(new CampaignAction.Cancel()))),
            at(
                "/v1/campaigns/{campaign}/archive",
                post(campaigns.act(new CampaignAction.Archive()))),
            at("/v1/campaigns/{campaign}/preview", post(previews::preview)),
            at("/v1/campaigns/{campaign}/test", post(tests::submit)),
            at(
                "/v1/campaigns/{campaign}/recipients",
                get(recipients::find).and(POST, intakes::submit)),
            at("/v1/campaigns/{campaign}/recipients/{id}", get(recipients::get)),
            at("/v1/campaigns/{campaign}/recipients/{id}/retry", post(recipients::retry)),
            at("/v1/campaigns/{campaign}/recipients/{id}/resolve", post(recipients::resolve)),
            at("/v1/batches/{batch}", get(batches::get)),
            at("/v1/batches/{batch}/errors", get(batches::errors)),
            at("/v1/events", get(events::get)),
            at(
                "/v1/suppressions",
                get(suppressionLists::export).and(POST, suppressionLists::importAll)),
            at(
                "/v1/suppressions/{email}",
                get(suppressions::get)
                    .and(PUT, suppressions::put)
                    .and(DELETE, suppressions::delete)));
  }

  /** All that a key opens, for who describes it. */
  List<Route> all() {
    return routes;
  }

  CompletionStage<HttpResponse> answer(Inbound request) {
    var path = request.target().path();
    if (!path.getFirst().equals("v1")) {
      throw notFound();
    }
    if (ApiDocument.isAskedBy(request)) {
      return document.answer(request);
    }
    var sender =
        keys.sender(request.header("authorization"))
            .orElseThrow(() -> new Refusal(Problem.unauthorized()));
    for (var route : routes) {
      var places = route.match(path);
      if (places.isPresent()) {
        return route
            .resource()
            .run(new Call(request, sender, places.get(), limits, rooms))
            .thenApply(a -> Deprecation.announce(Deprecation.TODAY, request.method(), route, a));
      }
    }
    throw notFound();
  }

  private static Route at(String template, Resource resource) {
    return new Route(template, resource);
  }

  private static Refusal notFound() {
    return new Refusal(Problem.notFound("there is nothing here: see " + ApiDocument.PATH));
  }
}
