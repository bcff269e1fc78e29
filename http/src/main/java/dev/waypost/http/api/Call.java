package dev.waypost.http.api;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.problem.Refusals;
import dev.waypost.http.server.Inbound;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A request of a known sender.
 *
 * @param places what fills the places of the path, by their names
 */
record Call(
    Inbound request,
    SenderId sender,
    Map<String, String> places,
    ApiSettings.Limits limits,
    Rooms rooms) {
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1_000;

  /** What stands in the path at {@code {name}}. */
  String place(String name) {
    var value = places.get(name);
    if (value == null) {
      throw new IllegalStateException("the path has " + places.keySet() + ", not " + name);
    }
    return value;
  }

  /** The campaign that the path names; 404 for a name that none can have. */
  CampaignId campaign() {
    return CampaignId.of(sender, place("campaign"))
        .orElseThrow(() -> new Refusal(Refusals.unknownCampaign()));
  }

  /** Refuses all parameters but these. */
  void allow(String... parameters) {
    request.target().allowParameters(Set.of(parameters));
  }

  Optional<String> parameter(String name) {
    return request.target().parameter(name);
  }

  /** How many entries of a list are wanted. */
  int limit() {
    return optionalLimit().orElse(LIMIT_DEFAULT);
  }

  Optional<Integer> optionalLimit() {
    return parameter("limit")
        .map(
            text -> {
              if (text.matches("[0-9]{1,4}")) {
                var limit = Integer.parseInt(text);
                if (limit >= 1 && limit <= LIMIT_MAX) {
                  return limit;
                }
              }
              throw new Refusal(
                  Problem.invalid(
                      InputFault.parameter(
                          "limit", "value", "limit must be a number from 1 to " + LIMIT_MAX)));
            });
  }

  static Refusal badCursor() {
    return new Refusal(
        Problem.invalid(
            InputFault.parameter(
                "after", "value", "after must be what 'next' of an earlier answer says")));
  }

  /** A JSON body. */
  CompletionStage<byte[]> json() {
    if (!request.hasNoBody()) {
      requireJson();
    }
    return request.body(limits.jsonBytesMax(), limits.jsonTime(), rooms.jsonBytes());
  }

  private void requireJson() {
    if (!hasType(request.contentType(), "application/json")) {
      throw new Refusal(Problem.unsupportedMedia("send application/json in UTF-8"));
    }
    if (!request.header("content-encoding").orElse("identity").equalsIgnoreCase("identity")) {
      throw new Refusal(Problem.unsupportedMedia("send JSON bodies without Content-Encoding"));
    }
  }

  /** Whether a content type is that one, in UTF-8. */
  static boolean hasType(String contentType, String wanted) {
    var parts = contentType.toLowerCase(Locale.ROOT).replace("\"", "").split(";", -1);
    if (!parts[0].strip().equals(wanted)) {
      return false;
    }
    for (var i = 1; i < parts.length; i++) {
      var parameter = parts[i].strip();
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return false;
      }
    }
    return true;
  }
}
