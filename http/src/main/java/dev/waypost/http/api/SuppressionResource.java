package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.http.json.ActionReader;
import dev.waypost.http.json.SuppressionJson;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Answers;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Why addresses get no mail. */
final class SuppressionResource {
  private final Engine engine;

  SuppressionResource(Engine engine) {
    this.engine = engine;
  }

  CompletionStage<HttpResponse> get(Call call) {
    var address = address(call);
    return engine
        .suppressions(call.sender(), address)
        .thenApply(entries -> response(address, entries));
  }

  CompletionStage<HttpResponse> put(Call call) {
    var address = address(call);
    return call.json()
        .thenAccept(ActionReader::readNothing)
        .thenCompose(ignored -> engine.suppress(call.sender(), address))
        .thenApply(entries -> response(address, entries));
  }

  /** Answers with what was forgotten. */
  CompletionStage<HttpResponse> delete(Call call) {
    var address = address(call);
    return engine
        .unsuppress(call.sender(), address)
        .thenApply(entries -> response(address, entries));
  }

  private static EmailAddress address(Call call) {
    call.allow();
    return RecipientResource.address(call.place("email"), "");
  }

  private static HttpResponse response(EmailAddress address, List<Suppression> entries) {
    if (entries.isEmpty()) {
      throw new Refusal(Problem.notFound("the address is not suppressed"));
    }
    return Answers.json(200, SuppressionJson.write(address, entries));
  }
}
