package dev.waypost.http.problem;

import dev.waypost.engine.Engine;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignRejection;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.roster.Intake;
import dev.waypost.engine.send.TemplateProblem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** What the engine's refusals and failures are for a caller. */
public final class Refusals {
  private Refusals() {}

  public static Problem of(CampaignRejection rejection) {
    return switch (rejection) {
      case CampaignRejection.UnknownCampaign unknown -> unknownCampaign();
      case CampaignRejection.WrongPhase(var phase, var allowed) ->
          Problem.wrongState(
              "the campaign is "
                  + PublicNames.of(phase)
                  + "; this is possible while it is "
                  + phases(allowed));
      case CampaignRejection.NoBatch noBatch ->
          Problem.wrongState(
              "the campaign has no stored batch: submit recipients before launching it");
      case CampaignRejection.OtherVersion(var current) ->
          Problem.otherVersion(
              "the campaign is at \"v" + current + "\" now: read it again and decide");
      case CampaignRejection.KindFixed fixed ->
          Problem.invalid(
              InputFault.at(
                  "/kind", "fixed", "kind is fixed at creation: use another campaign name"));
    };
  }

  public static Problem unknownCampaign() {
    return Problem.notFound("there is no such campaign");
  }

  /** The templates cannot be used. */
  public static Problem of(List<TemplateProblem> problems) {
    return Problem.invalid(
        "the templates cannot be used: see errors",
        problems.stream().map(Refusals::fault).toList());
  }

  /** A row that the campaign's content cannot be merged with; pointers are those of the content. */
  public static Problem unrenderable(TemplateProblem problem) {
    return Problem.invalid(
        "this row cannot be mailed with the campaign's content: " + problem.detail(),
        List.of(fault(problem)));
  }

  /** A mailing's state does not allow it; these would. */
  public static Problem of(MailingState state, Collection<MailingState> allowed) {
    return Problem.wrongState(
        "the mailing is "
            + PublicNames.of(state)
            + "; this is possible while it is "
            + allowed.stream().map(PublicNames::of).collect(Collectors.joining(", ")));
  }

  /** The problem that a failure stands for; empty when it is a bug. */
  public static Optional<Problem> of(Throwable failure) {
    return switch (cause(failure)) {
      case Refusal refusal -> Optional.of(refusal.problem());
      case Engine.Unavailable unavailable -> Optional.of(Problem.unavailable());
      case Engine.Archived archived ->
          Optional.of(Problem.gone("" + archived.getMessage(), Map.of()));
      case Intake.TooManyRows tooMany -> Optional.of(Problem.tooLarge("" + tooMany.getMessage()));
      case Throwable bug -> Optional.empty();
    };
  }

  /** What really happened, without the wrapping that stages add. */
  public static Throwable cause(Throwable failure) {
    var cause = failure.getCause();
    return (failure instanceof CompletionException || failure instanceof ExecutionException)
            && cause != null
        ? cause(cause)
        : failure;
  }

  private static InputFault fault(TemplateProblem problem) {
    return new InputFault(
        new InputFault.Where.Pointer(problem.pointer()),
        problem.code(),
        problem.detail(),
        problem.place().map(p -> new InputFault.Place(p.row(), p.column())));
  }

  private static String phases(Collection<CampaignPhase> allowed) {
    return allowed.stream().sorted().map(PublicNames::of).collect(Collectors.joining(", "));
  }
}
