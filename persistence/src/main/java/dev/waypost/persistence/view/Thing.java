package dev.waypost.persistence.view;

import dev.waypost.engine.report.TimelineEntry;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that an event tells, before it has the public's words for what it is about.
 *
 * @param seq counts what is told of a recipient; 0 of campaigns
 * @param reason why a mailing stands where it does, when that is said
 * @param said further fields: strings, numbers, lists of strings
 */
record Thing(
    String id,
    String type,
    Instant at,
    long seq,
    About about,
    Optional<String> reason,
    Map<String, Object> said) {
  Thing {
    said = Map.copyOf(said);
  }

  /** The same, behind events that have told so many things. */
  Thing behind(long told) {
    return new Thing(id, type, at, told + seq, about, reason, said);
  }

  /** Who sees it in a timeline sees it with the metadata of its row. */
  TimelineEntry entry(Map<String, String> metadata) {
    return new TimelineEntry(id, type, at, about.campaign(), seq, about.isTest(), fields(metadata));
  }

  /** All that is told of it. */
  Map<String, Object> fields(Map<String, String> metadata) {
    var fields = new LinkedHashMap<String, Object>();
    switch (about) {
      case About.Row(var campaign, var origin) -> fields.put("origin", origin.toString());
      case About.Hit(var campaign, var hash) -> fields.put("row", hex(hash));
      case About.TestHit(var campaign, var hash) -> fields.put("row", hex(hash));
      case About.Batch(var campaign, var batch) -> fields.put("batch", batch.value());
      case About.Campaign campaign -> {}
      case About.Address address -> {}
    }
    if (about.isTest()) {
      fields.put("test", true);
    }
    fields.putAll(said);
    if (!metadata.isEmpty()) {
      fields.put("metadata", metadata);
    }
    return fields;
  }

  private static String hex(int hash) {
    return HexFormat.of().toHexDigits(hash);
  }
}
