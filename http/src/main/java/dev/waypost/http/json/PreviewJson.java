package dev.waypost.http.json;

import dev.waypost.engine.send.Preview;

/** What callers see of a mail that is not sent. */
public final class PreviewJson {
  private PreviewJson() {}

  public static byte[] write(Preview preview) {
    var mail = preview.mail();
    var json = Json.object().put("subject", mail.subject());
    Json.put(json, "html", mail.html());
    json.put("text", mail.text());
    var headers = json.putObject("headers");
    preview.headers().forEach(header -> headers.put(header.name(), header.value()));
    var links = json.putArray("links");
    for (var link : mail.links()) {
      links
          .addObject()
          .put("index", link.index())
          .put("url", link.url())
          .put("tracked", link.tracked());
    }
    var warnings = json.putArray("warnings");
    for (var warning : preview.warnings()) {
      var entry =
          warnings
              .addObject()
              .put("code", warning.code())
              .put("detail", warning.detail())
              .put("pointer", warning.pointer());
      warning
          .place()
          .ifPresent(place -> entry.put("row", place.row()).put("column", place.column()));
    }
    return Json.bytes(json);
  }
}
