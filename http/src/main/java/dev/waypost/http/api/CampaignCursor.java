package dev.waypost.http.api;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.report.Reports.CampaignListing;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** A place in the list of campaigns, as opaque text. */
final class CampaignCursor {
  private CampaignCursor() {}

  static String print(CampaignListing place) {
    var text = place.createdAt() + "|" + place.name();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static CampaignListing parse(String cursor) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      var bar = text.indexOf('|');
      if (bar > 0) {
        var name = CampaignId.of(SenderId.DEFAULT, text.substring(bar + 1));
        if (name.isPresent()) {
          return new CampaignListing(name.get().name(), Instant.parse(text.substring(0, bar)));
        }
      }
      throw Call.badCursor();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw Call.badCursor();
    }
  }
}
