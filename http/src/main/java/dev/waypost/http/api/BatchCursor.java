package dev.waypost.http.api;

import dev.waypost.engine.roster.Batches.Place;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** A place in the list of a campaign's batches, as opaque text. */
final class BatchCursor {
  private static final Pattern PLACE = Pattern.compile("batch\\.(\\d{1,18})");

  private BatchCursor() {}

  static String print(Place place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("batch." + place.number()).getBytes(StandardCharsets.UTF_8));
  }

  static Place parse(String cursor) {
    try {
      var place =
          PLACE.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
      if (!place.matches()) {
        throw Call.badCursor();
      }
      return new Place(Long.parseLong(place.group(1)));
    } catch (IllegalArgumentException e) {
      throw Call.badCursor();
    }
  }
}
