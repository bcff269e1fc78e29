package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.PreviewAnswer;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.RowSubmission;
import dev.waypost.http.json.PreviewJson;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Answers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;

/** What the mail for one row would be. */
final class PreviewResource {
  private final Engine engine;
  private final ApiSettings.Limits limits;
  private final Materializer materializer;

  PreviewResource(Engine engine, ApiSettings.Limits limits, Materializer materializer) {
    this.engine = engine;
    this.limits = limits;
    this.materializer = materializer;
  }

  CompletionStage<HttpResponse> preview(Call call) {
    call.allow();
    return FewRows.read(call, "preview", 1, limits, materializer)
        .thenApply(PreviewResource::row)
        .thenCompose(row -> engine.preview(call.campaign(), row))
        .thenApply(
            answer ->
                switch (answer) {
                  case PreviewAnswer.Shown(var preview) ->
                      Answers.json(200, PreviewJson.write(preview));
                  case PreviewAnswer.Flawed(var problem) ->
                      throw new Refusal(Refusals.unrenderable(problem));
                  case PreviewAnswer.Refused(var reason) -> throw new Refusal(Refusals.of(reason));
                });
  }

  private static RowSubmission row(FewRows rows) {
    return switch (rows.lines().getFirst()) {
      case IntakeLine.Good(var row) -> row;
      case IntakeLine.Bad(var fault) -> throw new Refusal(problem(fault, rows.form()));
    };
  }

  private static Problem problem(RowFault fault, FewRows.Form form) {
    var where =
        switch (form) {
          case JSON ->
              new InputFault.Where.Pointer(fault.field().map(field -> "/" + field).orElse(""));
          case LINES -> new InputFault.Where.Line(fault.line());
        };
    return Problem.invalid(
        "the row cannot be used: " + fault.detail(),
        List.of(new InputFault(where, fault.code(), fault.detail(), Optional.empty())));
  }
}
