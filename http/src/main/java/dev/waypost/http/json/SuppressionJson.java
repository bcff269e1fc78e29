package dev.waypost.http.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.SuppressionImport.Imported;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.Exports.SuppressedAddress;
import dev.waypost.http.problem.PublicNames;
import java.util.List;
import java.util.Optional;

/** Why addresses get no mail, as callers see it. */
public final class SuppressionJson {
  private SuppressionJson() {}

  public static byte[] write(EmailAddress address, List<Suppression> entries) {
    return Json.bytes(tree(address, entries));
  }

  /** One of many, as a line of NDJSON. */
  public static byte[] writeLine(SuppressedAddress address) {
    return Json.line(tree(address.email(), address.entries()));
  }

  /** What an import is answered with: the fields of a batch. */
  public static byte[] writeImported(Imported imported) {
    var json =
        Json.object()
            .putNull("batch")
            .put("state", "stored")
            .put("accepted", imported.accepted())
            .put("duplicates", imported.duplicates())
            .put("rejected", imported.rejected());
    var errors = json.putArray("errors");
    imported.faults().forEach(fault -> errors.add(BatchJson.tree(fault)));
    return Json.bytes(json);
  }

  private static ObjectNode tree(EmailAddress address, List<Suppression> entries) {
    var json = Json.object().put("email", address.toString());
    var list = json.putArray("entries");
    for (var suppression : entries) {
      var entry =
          list.addObject().put("reason", PublicNames.of(suppression.reason())).putNull("topic");
      Json.putTime(entry, "since", Optional.of(suppression.since()));
      Json.put(entry, "campaign", suppression.campaign());
    }
    return json;
  }
}
