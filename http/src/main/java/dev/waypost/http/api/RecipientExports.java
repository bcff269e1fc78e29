package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.RecipientExport;
import dev.waypost.engine.RecipientExport.Include;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.roster.Exports.Place;
import dev.waypost.http.json.BatchJson;
import dev.waypost.http.json.RecipientJson;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.PublicNames;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Answers;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** All recipients of a campaign, or those in some states. */
final class RecipientExports {
  private final Engine engine;

  RecipientExports(Engine engine) {
    this.engine = engine;
  }

  CompletionStage<HttpResponse> export(Call call) {
    call.allow("state", "include", "limit", "after");
    var states = call.parameter("state").map(RecipientExports::states).orElse(all());
    var include = call.parameter("include").map(RecipientExports::include).orElse(Include.NOTHING);
    var limit = call.optionalLimit();
    var after = call.parameter("after").map(RecipientCursor::parse);
    var campaign = call.campaign();
    call.request().hold(call.rooms().exports(), 1);
    return engine
        .exportRecipients(campaign, states, include)
        .thenCompose(
            export ->
                new LineExport<>(
                        new Lines(
                            export.orElseThrow(() -> new Refusal(Refusals.unknownCampaign()))))
                    .answer(Answers.NDJSON, after, limit));
  }

  private static Set<MailingState> all() {
    return EnumSet.allOf(MailingState.class);
  }

  private static Set<MailingState> states(String names) {
    var states = EnumSet.noneOf(MailingState.class);
    for (var name : names.split(",", -1)) {
      states.add(
          PublicNames.find(MailingState.class, name)
              .orElseThrow(
                  () ->
                      refused(
                          "state",
                          "state must be one or more, separated by commas, of "
                              + PublicNames.all(MailingState.class))));
    }
    return states;
  }

  private static Include include(String name) {
    if (!name.equals("links")) {
      throw refused("include", "include must be links: nothing else can be included");
    }
    return Include.LINKS;
  }

  private static Refusal refused(String parameter, String detail) {
    return new Refusal(Problem.invalid(InputFault.parameter(parameter, "value", detail)));
  }

  private static final class Lines implements LineExport.Entries<Place> {
    private final RecipientExport export;

    Lines(RecipientExport export) {
      this.export = export;
    }

    @Override
    public CompletionStage<LineExport.Slice<Place>> read(Optional<Place> after, int limit) {
      return export
          .read(after.orElse(Place.START), limit)
          .thenApply(
              slice ->
                  new LineExport.Slice<>(
                      slice.recipients().stream().map(RecipientJson::writeLine).toList(),
                      slice.next()));
    }

    @Override
    public ByteString end(Optional<Place> next) {
      return ByteString.fromArray(BatchJson.writeCheckpoint(next.map(RecipientCursor::print)));
    }
  }
}
