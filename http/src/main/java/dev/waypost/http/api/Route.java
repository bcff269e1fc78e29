package dev.waypost.http.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path and what can be done there.
 *
 * @param template segments in braces are places that any segment fills
 */
record Route(String template, Resource resource) {

  /** What fills the places, if that is this route. */
  Optional<Map<String, String>> match(List<String> path) {
    var segments = template.substring(1).split("/");
    if (segments.length != path.size()) {
      return Optional.empty();
    }
    var places = new HashMap<String, String>();
    for (var i = 0; i < segments.length; i++) {
      if (segments[i].startsWith("{")) {
        places.put(segments[i].substring(1, segments[i].length() - 1), path.get(i));
      } else if (!segments[i].equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(places);
  }
}
