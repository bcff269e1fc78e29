package dev.waypost.http.api;

import dev.waypost.engine.CampaignAction;
import dev.waypost.engine.Engine;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Inbound;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/**
 * From a path to what can be done there. The key comes first: without one nobody learns what
 * exists.
 */
final class Routes {
  private final ApiKeys keys;
  private final ApiSettings.Limits limits;
  private final CampaignResource campaigns;
  private final RecipientResource recipients;
  private final IntakeResource intakes;
  private final BatchResource batches;
  private final SuppressionResource suppressions;

  Routes(Engine engine, ApiKeys keys, ApiSettings.Limits limits, Materializer materializer) {
    this.keys = keys;
    this.limits = limits;
    this.campaigns = new CampaignResource(engine);
    this.recipients = new RecipientResource(engine);
    this.intakes = new IntakeResource(engine, limits, materializer);
    this.batches = new BatchResource(engine);
    this.suppressions = new SuppressionResource(engine);
  }

  CompletionStage<HttpResponse> answer(Inbound request) {
    var path = request.target().path();
    if (!path.getFirst().equals("v1")) {
      throw notFound();
    }
    var sender =
        request
            .header("authorization")
            .flatMap(keys::sender)
            .orElseThrow(() -> new Refusal(Problem.unauthorized()));
    return find(path.subList(1, path.size()))
        .orElseThrow(Routes::notFound)
        .run(new Call(request, sender, limits.jsonBytesMax()));
  }

  private Optional<Resource> find(List<String> path) {
    return switch (path.isEmpty() ? "" : path.getFirst()) {
      case "campaigns" ->
          path.size() == 1
              ? Optional.of(Resource.get(campaigns::list))
              : ofCampaign(path.get(1), path.subList(2, path.size()));
      case "batches" -> ofBatch(path);
      case "suppressions" -> ofSuppressions(path);
      default -> Optional.empty();
    };
  }

  private Optional<Resource> ofCampaign(String name, List<String> path) {
    if (path.isEmpty()) {
      return Optional.of(
          Resource.get(call -> campaigns.get(call, name))
              .and(HttpMethods.PUT, call -> campaigns.put(call, name)));
    }
    if (path.getFirst().equals("recipients")) {
      return ofRecipients(name, path);
    }
    if (path.size() > 1) {
      return Optional.empty();
    }
    return switch (path.getFirst()) {
      case "content" -> Optional.of(Resource.get(call -> campaigns.content(call, name)));
      case "links" -> Optional.of(Resource.get(call -> campaigns.links(call, name)));
      case "batches" -> Optional.of(Resource.get(call -> batches.ofCampaign(call, name)));
      case "launch" -> Optional.of(Resource.post(call -> campaigns.launch(call, name)));
      case "pause" -> action(name, new CampaignAction.Pause());
      case "resume" -> action(name, new CampaignAction.Resume());
      case "cancel" -> action(name, new CampaignAction.Cancel());
      case "archive" -> action(name, new CampaignAction.Archive());
      default -> Optional.empty();
    };
  }

  private Optional<Resource> action(String name, CampaignAction action) {
    return Optional.of(Resource.post(call -> campaigns.act(call, name, action)));
  }

  private Optional<Resource> ofRecipients(String name, List<String> path) {
    return switch (path.size()) {
      case 1 ->
          Optional.of(
              Resource.get(call -> recipients.find(call, name))
                  .and(HttpMethods.POST, call -> intakes.submit(call, name)));
      case 2 -> Optional.of(Resource.get(call -> recipients.get(call, name, path.get(1))));
      case 3 ->
          switch (path.get(2)) {
            case "retry" ->
                Optional.of(Resource.post(call -> recipients.retry(call, name, path.get(1))));
            case "resolve" ->
                Optional.of(Resource.post(call -> recipients.resolve(call, name, path.get(1))));
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private Optional<Resource> ofBatch(List<String> path) {
    return switch (path.size()) {
      case 2 -> Optional.of(Resource.get(call -> batches.get(call, path.get(1))));
      case 3 ->
          path.get(2).equals("errors")
              ? Optional.of(Resource.get(call -> batches.errors(call, path.get(1))))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<Resource> ofSuppressions(List<String> path) {
    return path.size() == 2
        ? Optional.of(
            Resource.get(call -> suppressions.get(call, path.get(1)))
                .and(HttpMethods.PUT, call -> suppressions.put(call, path.get(1)))
                .and(HttpMethods.DELETE, call -> suppressions.delete(call, path.get(1))))
        : Optional.empty();
  }

  private static Refusal notFound() {
    return new Refusal(Problem.notFound("there is nothing here: see the API's documentation"));
  }
}
