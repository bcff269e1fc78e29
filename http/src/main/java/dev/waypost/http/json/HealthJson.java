package dev.waypost.http.json;

import java.util.List;

/** How a node is, as probes read it. */
public final class HealthJson {
  private HealthJson() {}

  public static byte[] write(String status, List<String> reasons) {
    var json = Json.object().put("status", status);
    var list = json.putArray("reasons");
    reasons.forEach(list::add);
    return Json.bytes(json);
  }
}
