package dev.waypost.http.api;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What may be done with the thing that a path names. */
record Resource(Map<HttpMethod, Action> actions) {
  /** Does it. */
  interface Action {
    CompletionStage<HttpResponse> run(Call call);
  }

  static Resource get(Action action) {
    return new Resource(Map.of()).and(HttpMethods.GET, action);
  }

  static Resource post(Action action) {
    return new Resource(Map.of()).and(HttpMethods.POST, action);
  }

  Resource and(HttpMethod method, Action action) {
    var more = new LinkedHashMap<>(actions);
    more.put(method, action);
    return new Resource(more);
  }

  CompletionStage<HttpResponse> run(Call call) {
    var action = actions.get(call.request().method());
    if (action == null) {
      throw new Refusal(Problem.methodNotAllowed(allow()));
    }
    return action.run(call);
  }

  private String allow() {
    return actions.keySet().stream()
        .flatMap(m -> m.equals(HttpMethods.GET) ? Stream.of("GET", "HEAD") : Stream.of(m.name()))
        .collect(Collectors.joining(", "));
  }
}
