package dev.waypost.http.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.IntakeOpening.Answered;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.http.problem.PublicNames;
import java.util.List;
import java.util.Optional;

/** What callers see of batches. */
public final class BatchJson {
  private BatchJson() {}

  /** What a submission of recipients is answered with. */
  public static byte[] writeAnswer(Answered answered) {
    var batch = answered.batch();
    var json =
        Json.object()
            .put("batch", batch.id().value())
            .put("state", PublicNames.of(batch.state()))
            .put("accepted", batch.accepted())
            .put("duplicates", batch.duplicates())
            .put("rejected", batch.rejected());
    if (batch.id().isTest()) {
      json.put("test", true);
    }
    var errors = json.putArray("errors");
    answered.faults().forEach(fault -> errors.add(tree(fault)));
    return Json.bytes(json);
  }

  /** One batch and how far it is. */
  public static byte[] write(Batch batch) {
    return Json.bytes(tree(batch));
  }

  /** A page of a campaign's batches. */
  public static byte[] writeList(List<Batch> batches, Optional<String> next) {
    var json = Json.object();
    var list = json.putArray("batches");
    batches.forEach(batch -> list.add(tree(batch)));
    Json.put(json, "next", next);
    return Json.bytes(json);
  }

  /** A fault as one line of NDJSON. */
  public static byte[] writeLine(RowFault fault) {
    return Json.line(tree(fault));
  }

  /** The last line of an export. */
  public static byte[] writeCheckpoint(Optional<String> next) {
    var json = Json.object().put("type", "checkpoint");
    Json.put(json, "next", next);
    return Json.line(json);
  }

  private static ObjectNode tree(Batch batch) {
    var isStored = batch.state() == Batch.State.STORED;
    var json =
        Json.object()
            .put("batch", batch.id().value())
            .put("campaign", batch.campaign().name())
            .put("state", PublicNames.of(batch.state()));
    if (batch.id().isTest()) {
      json.put("test", true);
    }
    Json.put(json, "idempotencyKey", batch.idempotencyKey());
    json.put("rows", batch.rows())
        .put("accepted", isStored ? batch.accepted() : 0)
        .put("duplicates", batch.duplicates())
        .put("rejected", batch.rejected());
    Json.putTime(json, "createdAt", Optional.of(batch.createdAt()));
    return json;
  }

  static ObjectNode tree(RowFault fault) {
    var json = Json.object().put("line", fault.line()).put("code", fault.code());
    Json.put(json, "id", fault.id());
    return json.put("detail", fault.detail());
  }
}
