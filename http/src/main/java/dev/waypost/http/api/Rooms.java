package dev.waypost.http.api;

import dev.waypost.http.server.Room;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all requests share.
 *
 * @param jsonBytes bytes of JSON bodies in memory
 * @param submissions of recipients that are coming in
 * @param imports of suppressions that are coming in
 * @param exports that are being read
 */
public record Rooms(Room jsonBytes, Room submissions, Room imports, Room exports) {
  static Rooms of(ApiSettings.Limits limits) {
    return new Rooms(
        new Room(
            limits.jsonMemory(),
            "JSON bodies that are being answered fill the memory there is for them: try again"
                + " later"),
        places(limits.intakesMax(), "submissions are coming in"),
        places(limits.importsMax(), "imports are coming in"),
        places(limits.exportsMax(), "exports are being read"));
  }

  private static Room places(int most, String what) {
    return new Room(most, most + " " + what + " already: try again later");
  }

  /** All of them by the word that metrics have for each. */
  public Map<String, Room> byName() {
    var rooms = new LinkedHashMap<String, Room>();
    rooms.put("json_bytes", jsonBytes);
    rooms.put("submissions", submissions);
    rooms.put("imports", imports);
    rooms.put("exports", exports);
    return rooms;
  }
}
