package dev.waypost.http.api;

import dev.waypost.engine.Engine;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.http.problem.InputFault;
import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import dev.waypost.http.server.Answers;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What happened, as a stream: NDJSON up to now, or server-sent events from now on. */
final class EventResource {
  private static final ContentType SERVER_SENT = ContentTypes.create(MediaTypes.TEXT_EVENT_STREAM);

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final Engine engine;
  private final EventSettings settings;
  private final EventCounters counters;
  private final SharedKillSwitch end = KillSwitches.shared("live-events");

  EventResource(Engine engine, EventSettings settings) {
    this.engine = engine;
    this.settings = settings;
    this.counters = new EventCounters(settings.streams());
  }

  EventCounters counters() {
    return counters;
  }

  /** Ends the live streams, in order; readers come again. */
  void close() {
    end.shutdown();
  }

  /** Which form of the stream is wanted. */
  private enum Form {
    LINES,
    LIVE
  }

  CompletionStage<HttpResponse> get(Call call) {
    call.allow("after", "campaign", "limit");
    var form = form(call);
    var after = after(call, form);
    var limit = call.optionalLimit().map(Integer::longValue).orElse(EventFeed.ALL);
    var campaign = call.parameter("campaign").map(name -> campaign(call, name));
    call.request().hold(counters.room(), 1);
    var feed = new EventFeed(engine, settings, counters, call.sender(), campaign);
    return feed.read(after, Optional.empty(), limit)
        .thenApply(
            answer ->
                switch (answer) {
                  case EventAnswer.Page first ->
                      switch (form) {
                        case LINES -> response(Answers.NDJSON, feed.lines(first, limit));
                        case LIVE ->
                            Answers.with(
                                response(SERVER_SENT, feed.live(first, limit).via(end.flow())),
                                Map.of("X-Accel-Buffering", "no")); // for proxies that hold back
                      };
                  case EventAnswer.Gone(var reason, var earliest) ->
                      throw new Refusal(gone(reason, earliest));
                  case EventAnswer.NotAnOffset none -> throw notAnOffset(call, form);
                });
  }

  private HttpResponse response(ContentType type, Source<ByteString, NotUsed> bytes) {
    counters.opened();
    return HttpResponse.create().withEntity(HttpEntities.create(type, bytes));
  }

  private static Form form(Call call) {
    return Accepted.namesServerSent(call.request().listHeader("accept")) ? Form.LIVE : Form.LINES;
  }

  /** A reader that comes again has the same URL as before; what it has seen goes first. */
  private static Optional<EventOffset> after(Call call, Form form) {
    return switch (form) {
      case LINES -> call.parameter("after").map(EventOffset::new);
      case LIVE -> lastSeen(call).or(() -> call.parameter("after")).map(EventOffset::new);
    };
  }

  private static Optional<String> lastSeen(Call call) {
    return call.request()
        .header(LAST_EVENT_ID.toLowerCase(Locale.ROOT))
        .filter(id -> !id.isEmpty());
  }

  private static String campaign(Call call, String name) {
    return CampaignId.of(call.sender(), name)
        .map(CampaignId::name)
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.invalid(
                        InputFault.parameter(
                            "campaign", "value", "campaign must be the name of one"))));
  }

  private static Refusal notAnOffset(Call call, Form form) {
    var detail = "must be an offset that this stream gave: that of an event or a checkpoint";
    return new Refusal(
        Problem.invalid(
            form == Form.LIVE && lastSeen(call).isPresent()
                ? InputFault.at(LAST_EVENT_ID, "value", LAST_EVENT_ID + " " + detail)
                : InputFault.parameter("after", "value", "after " + detail)));
  }

  private static Problem gone(EventAnswer.Reason reason, EventOffset earliest) {
    var why =
        switch (reason) {
          case TOO_OLD -> "events behind this offset are not kept any more";
          case AHEAD ->
              "this offset is ahead of all events: the database is an older copy of the one that"
                  + " gave it";
        };
    return Problem.gone(
        why + "; the earliest offset to go on from is " + earliest,
        Map.of("earliest", earliest.text()));
  }
}
