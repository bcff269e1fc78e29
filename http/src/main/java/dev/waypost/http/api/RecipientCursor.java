package dev.waypost.http.api;

import dev.waypost.engine.roster.Exports.Place;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** A place among a campaign's recipients, as opaque text. */
final class RecipientCursor {
  private static final Pattern PLACE = Pattern.compile("(\\d{1,18})\\.(\\d{1,9})\\.(\\d{1,10})");

  private RecipientCursor() {}

  static String print(Place place) {
    var text = place.batch() + "." + place.page() + "." + place.line();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static Place parse(String cursor) {
    try {
      var place =
          PLACE.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
      if (!place.matches()) {
        throw Call.badCursor();
      }
      return new Place(
          Long.parseLong(place.group(1)),
          Integer.parseInt(place.group(2)),
          Integer.parseInt(place.group(3)));
    } catch (IllegalArgumentException e) {
      throw Call.badCursor();
    }
  }
}
