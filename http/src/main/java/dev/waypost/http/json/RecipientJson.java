package dev.waypost.http.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.RecipientAnswer.Found;
import dev.waypost.engine.RecipientExport.ExportedRecipient;
import dev.waypost.engine.RecipientExport.Urls;
import dev.waypost.engine.report.TimelineEntry;
import dev.waypost.http.problem.PublicNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What callers see of one recipient in one campaign. */
public final class RecipientJson {
  private static final String MAILING = "mailing.";
  private static final String ATTEMPTED = MAILING + "attempted";
  private static final Set<String> OUTCOMES =
      Set.of(MAILING + "delivered", MAILING + "deferred", MAILING + "bounced", MAILING + "inDoubt");
  private static final List<String> SAID = List.of("code", "status", "host", "detail");

  private RecipientJson() {}

  public static byte[] write(Found found) {
    var json = Json.object();
    Json.put(json, "id", found.id());
    Json.put(json, "email", found.email().map(Object::toString));
    json.put("state", PublicNames.of(found.state())).put("messageId", found.messageId());
    Json.put(json, "bounce", found.bounce().map(PublicNames::of));
    Json.put(json, "reason", found.reason());
    writeAttempts(
        json.putArray("attempts"), found.timeline().stream().filter(e -> !e.isTest()).toList());
    var timeline = json.putArray("timeline");
    for (var entry : found.timeline()) {
      var event = timeline.addObject().put("id", entry.id()).put("type", entry.type());
      Json.putTime(event, "at", Optional.of(entry.at()));
      event.put("campaign", entry.campaign());
      Json.put(event, "recipient", found.id());
      Json.put(event, "email", found.email().map(Object::toString));
      event.put("seq", entry.seq());
      if (entry.isTest()) {
        event.put("test", true);
      }
      event.set("data", Json.tree(new TreeMap<>(entry.fields())));
    }
    writeUrls(json, new Urls(found.links(), found.pixel(), found.unsubscribe()));
    json.set("metadata", Json.tree(found.metadata()));
    return Json.bytes(json);
  }

  /** One of many, as a line of NDJSON. */
  public static byte[] writeLine(ExportedRecipient found) {
    var json = Json.object();
    Json.put(json, "id", found.id());
    Json.put(json, "email", found.email().map(Object::toString));
    json.put("state", PublicNames.of(found.state())).put("messageId", found.messageId());
    Json.put(json, "bounce", found.bounce().map(PublicNames::of));
    Json.put(json, "reason", found.reason());
    found.urls().ifPresent(urls -> writeUrls(json, urls));
    json.set("metadata", Json.tree(found.metadata()));
    return Json.line(json);
  }

  private static void writeUrls(ObjectNode to, Urls urls) {
    var links = to.putArray("links");
    for (var link : urls.links()) {
      links
          .addObject()
          .put("index", link.index())
          .put("url", link.url())
          .put("tracked", link.tracked());
    }
    Json.put(to, "pixel", urls.pixel());
    Json.put(to, "unsubscribe", urls.unsubscribe());
  }

  /** That a request on a mailing is under way. */
  public static byte[] writeAccepted(String id) {
    return Json.bytes(Json.object().put("id", id));
  }

  /** Each beginning with the outcome that follows it, if one does yet. */
  private static void writeAttempts(ArrayNode to, List<TimelineEntry> timeline) {
    for (var i = 0; i < timeline.size(); i++) {
      if (!timeline.get(i).type().equals(ATTEMPTED)) {
        continue;
      }
      var outcome =
          timeline.subList(i + 1, timeline.size()).stream()
              .takeWhile(e -> !e.type().equals(ATTEMPTED))
              .filter(e -> OUTCOMES.contains(e.type()))
              .findFirst();
      var attempt = to.addObject();
      Json.putTime(attempt, "at", Optional.of(timeline.get(i).at()));
      Json.put(attempt, "outcome", outcome.map(o -> o.type().substring(MAILING.length())));
      for (var field : SAID) {
        attempt.set(
            field,
            outcome
                .flatMap(o -> Optional.ofNullable(o.fields().get(field)))
                .map(Json::tree)
                .orElse(attempt.nullNode()));
      }
    }
  }
}
