package dev.waypost.http.json;

import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;

/** Problems as RFC 9457 writes them. */
public final class ProblemJson {
  private ProblemJson() {}

  /**
   * The body of a problem.
   *
   * @param reason the standard phrase of the status, for problems without a title of their own
   */
  public static byte[] write(Problem problem, String reason) {
    var type = problem.type();
    var json =
        Json.object()
            .put("type", type.uri())
            .put("title", type.title().isEmpty() ? reason : type.title())
            .put("status", problem.status())
            .put("detail", problem.detail());
    problem.more().forEach(json::put);
    if (!problem.errors().isEmpty()) {
      var errors = json.putArray("errors");
      for (var fault : problem.errors()) {
        var error = errors.addObject();
        switch (fault.where()) {
          case InputFault.Where.Pointer(var pointer) -> error.put("pointer", pointer);
          case InputFault.Where.Line(var number) -> error.put("line", number);
        }
        error.put("code", fault.code()).put("detail", fault.detail());
        fault.place().ifPresent(p -> error.put("row", p.row()).put("column", p.column()));
      }
    }
    return Json.bytes(json);
  }
}
