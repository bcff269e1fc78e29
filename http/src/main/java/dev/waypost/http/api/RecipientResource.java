package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.Engine.Whom;
import dev.waypost.engine.MailingAnswer;
import dev.waypost.engine.RecipientAnswer;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.http.json.ActionReader;
import dev.waypost.http.json.RecipientJson;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Answers;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Recipients of a campaign. */
final class RecipientResource {
  private static final List<MailingState> RETRIABLE =
      List.of(
          MailingState.DEFERRED, MailingState.BOUNCED, MailingState.EXPIRED, MailingState.FAILED);
  private static final List<MailingState> RESOLVABLE = List.of(MailingState.IN_DOUBT);

  private final Engine engine;
  private final RecipientExports exports;

  RecipientResource(Engine engine) {
    this.engine = engine;
    this.exports = new RecipientExports(engine);
  }

  CompletionStage<HttpResponse> get(Call call) {
    call.allow();
    return find(call, new Whom.Id(call.place("id")));
  }

  /** One by {@code ?id=} or {@code ?email=}, otherwise all. */
  CompletionStage<HttpResponse> find(Call call) {
    var target = call.request().target();
    var isOne =
        target.rawParameters().containsKey("id") || target.rawParameters().containsKey("email");
    if (!isOne) {
      return exports.export(call);
    }
    call.allow("id", "email");
    var id = target.parameter("id");
    var email = target.literalParameter("email");
    if (id.isPresent() && email.isPresent()) {
      throw new Refusal(
          Problem.invalid(
              InputFault.parameter("email", "value", "give either id or email, not both")));
    }
    return find(
        call,
        id.<Whom>map(Whom.Id::new)
            .orElseGet(() -> new Whom.Email(address(email.orElseThrow(), "?email"))));
  }

  private CompletionStage<HttpResponse> find(Call call, Whom whom) {
    return engine
        .recipient(call.campaign(), whom)
        .thenApply(
            answer ->
                switch (answer) {
                  case RecipientAnswer.Found found -> Answers.json(200, RecipientJson.write(found));
                  case RecipientAnswer.Unknown unknown -> throw unknown();
                });
  }

  CompletionStage<HttpResponse> retry(Call call) {
    call.allow();
    var id = call.place("id");
    return call.json()
        .thenAccept(ActionReader::readNothing)
        .thenCompose(ignored -> engine.retry(call.campaign(), id))
        .thenApply(answer -> response(answer, id, RETRIABLE));
  }

  CompletionStage<HttpResponse> resolve(Call call) {
    call.allow();
    var id = call.place("id");
    return call.json()
        .thenApply(ActionReader::readResolution)
        .thenCompose(as -> engine.resolve(call.campaign(), id, as))
        .thenApply(answer -> response(answer, id, RESOLVABLE));
  }

  /** An address that a caller names. */
  static EmailAddress address(String text, String pointer) {
    try {
      return EmailAddress.parse(text);
    } catch (EmailAddress.Malformed e) {
      throw new Refusal(
          Problem.invalid(InputFault.at(pointer, "address", "email: " + e.getMessage())));
    }
  }

  private static HttpResponse response(
      MailingAnswer answer, String id, List<MailingState> allowed) {
    return switch (answer) {
      case MailingAnswer.Accepted accepted -> Answers.json(202, RecipientJson.writeAccepted(id));
      case MailingAnswer.Unknown unknown -> throw unknown();
      case MailingAnswer.WrongState(var state) -> throw new Refusal(Refusals.of(state, allowed));
      case MailingAnswer.Refused(var reason) -> throw new Refusal(Refusals.of(reason));
    };
  }

  private static Refusal unknown() {
    return new Refusal(
        Problem.notFound(
            "there is no such campaign, or no such recipient in a stored batch of it"));
  }
}
