package dev.waypost.http.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.engine.report.StreamedEvent;
import java.util.Optional;
import java.util.TreeMap;

/** Events as callers see them, the same in every form and, byte for byte, on every reading. */
public final class EventJson {
  private static final String TEST = "test";

  private EventJson() {}

  /** One event as a line of NDJSON. */
  public static byte[] writeLine(StreamedEvent event) {
    return Json.line(tree(event));
  }

  /** One event without a line's end. */
  public static byte[] write(StreamedEvent event) {
    return Json.bytes(tree(event));
  }

  /** The last line: where to go on. */
  public static byte[] writeCheckpoint(EventOffset next) {
    return Json.line(Json.object().put("type", "checkpoint").put("offset", next.text()));
  }

  private static ObjectNode tree(StreamedEvent event) {
    var json =
        Json.object()
            .put("offset", event.offset().text())
            .put("id", event.id())
            .put("type", event.type());
    Json.putTime(json, "at", Optional.of(event.at()));
    Json.put(json, "campaign", event.campaign());
    Json.put(json, "recipient", event.recipient());
    Json.put(json, "email", event.email());
    if (event.seq().isPresent()) {
      json.put("seq", event.seq().getAsLong());
    } else {
      json.putNull("seq");
    }
    if (event.isTest()) {
      json.put(TEST, true);
    }
    if (event.fields().isPresent()) {
      json.set("data", Json.tree(new TreeMap<>(event.fields().get())));
    } else {
      json.putNull("data");
    }
    return json;
  }
}
