package dev.waypost.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.SuppressionImport.Line;
import dev.waypost.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** Reads suppressions of NDJSON as they are exported, one line at a time. */
public final class SuppressionReader {
  private static final Set<String> LINE = Set.of("email", "entries");
  private static final Set<String> ENTRY = Set.of("reason", "topic", "since", "campaign");
  private static final Set<String> CHECKPOINT = Set.of("type", "next");

  private SuppressionReader() {}

  /**
   * What one line says; empty for the checkpoint of an export, which is no address.
   *
   * @param text without the line end
   */
  public static Optional<Line> read(int line, ByteBuffer text) {
    var draft = new SuppressionDraft(line);
    var bytes = new byte[text.remaining()];
    text.get(bytes);
    try {
      var row = Json.parse(bytes);
      if (isCheckpoint(row)) {
        return Optional.empty();
      }
      read(row, draft);
    } catch (Refusal e) {
      draft.fault("json", "a line is one JSON object in UTF-8 that repeats no field");
    }
    return Optional.of(draft.finish());
  }

  private static boolean isCheckpoint(ObjectNode row) {
    return row.path("type").asText().equals("checkpoint") && hasOnly(row, CHECKPOINT);
  }

  private static void read(ObjectNode row, SuppressionDraft draft) {
    if (!hasOnly(row, LINE)) {
      draft.fault("field", "unknown field: a line has email and entries, nothing else");
    }
    text(row, "email", "address", draft).ifPresent(draft::email);
    var entries = row.path("entries");
    if (entries instanceof ArrayNode list && !list.isEmpty()) {
      list.forEach(entry -> entry(entry, draft));
    } else if (!entries.isMissingNode() && !entries.isNull()) {
      draft.fault("entries", "entries: must be a list of one or more, or absent");
    }
  }

  private static void entry(JsonNode node, SuppressionDraft draft) {
    if (!(node instanceof ObjectNode entry) || !hasOnly(entry, ENTRY)) {
      draft.fault("entries", "entries: each has reason, topic, since and campaign, nothing else");
      return;
    }
    var reason = text(entry, "reason", "reason", draft);
    var topic = text(entry, "topic", "topic", draft);
    var since = text(entry, "since", "time", draft);
    var campaign = text(entry, "campaign", "campaign", draft);
    if (reason.isEmpty()) {
      draft.fault("reason", "reason: missing");
    } else {
      draft.entry(reason.get(), topic, since, campaign);
    }
  }

  private static boolean hasOnly(ObjectNode object, Set<String> known) {
    return object.properties().stream().allMatch(field -> known.contains(field.getKey()));
  }

  /** Null is absent. */
  private static Optional<String> text(
      ObjectNode from, String name, String code, SuppressionDraft draft) {
    var value = from.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      draft.fault(code, name + ": must be a text");
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }
}
