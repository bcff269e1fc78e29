package dev.waypost.http.json;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.http.problem.PublicNames;
import java.util.List;
import java.util.Optional;

/** Why an address gets no mail, as callers see it. */
public final class SuppressionJson {
  private SuppressionJson() {}

  public static byte[] write(EmailAddress address, List<Suppression> entries) {
    var json = Json.object().put("email", address.toString());
    var list = json.putArray("entries");
    for (var suppression : entries) {
      var entry =
          list.addObject().put("reason", PublicNames.of(suppression.reason())).putNull("topic");
      Json.putTime(entry, "since", Optional.of(suppression.since()));
      Json.put(entry, "campaign", suppression.campaign());
    }
    return Json.bytes(json);
  }
}
