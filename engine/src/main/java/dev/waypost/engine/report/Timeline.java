package dev.waypost.engine.report;

import java.util.List;
import java.util.Optional;

/**
 * What happened to a mailing.
 *
 * @param entries oldest first; with what belongs to no one mailing of the campaign, such as test
 *     mails to the address and complaints
 * @param lastWord the last reason that was given for where it stands, also when the entry that says
 *     so is left out; empty when there was none
 */
public record Timeline(List<TimelineEntry> entries, Optional<String> lastWord) {
  public Timeline {
    entries = List.copyOf(entries);
  }
}
