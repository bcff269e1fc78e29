package dev.waypost.http.json;

import dev.waypost.engine.SuppressionImport.Entry;
import dev.waypost.engine.SuppressionImport.Line;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.http.problem.PublicNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of an import while it is read, whatever the format. The first thing wrong with it is its
 * fault.
 */
public final class SuppressionDraft {
  private final int line;
  private final List<Entry> entries = new ArrayList<>();
  private Optional<EmailAddress> email = Optional.empty();
  private Optional<RowFault> fault = Optional.empty();

  /**
   * @param line from 1
   */
  public SuppressionDraft(int line) {
    this.line = line;
  }

  public void email(String text) {
    try {
      email = Optional.of(EmailAddress.parse(text));
    } catch (EmailAddress.Malformed e) {
      fault("address", "email: " + e.getMessage());
    }
  }

  /** One reason, in texts as they are exported. */
  public void entry(
      String reason, Optional<String> topic, Optional<String> since, Optional<String> campaign) {
    var known = PublicNames.find(Suppression.Reason.class, reason);
    if (known.isEmpty()) {
      fault("reason", "reason: must be one of " + PublicNames.all(Suppression.Reason.class));
      return;
    }
    if (topic.isPresent()) {
      fault("topic", "topic: must be absent, for there are no topics yet");
    }
    if (campaign.isPresent() && CampaignId.of(SenderId.DEFAULT, campaign.get()).isEmpty()) {
      fault("campaign", "campaign: a name matches [a-z0-9][a-z0-9._-]{0,63}");
    }
    entries.add(new Entry(known.get(), since.flatMap(this::time), campaign));
  }

  private Optional<Instant> time(String text) {
    var time = Times.parse(text);
    if (time.isEmpty()) {
      fault("time", "since: must be a time with an offset such as 2026-12-31T00:00:00Z");
    }
    return time;
  }

  /** Notes what is wrong; only the first call counts. */
  public void fault(String code, String detail) {
    if (fault.isEmpty()) {
      fault = Optional.of(new RowFault(line, code, Optional.empty(), detail));
    }
  }

  /** The line, or its fault. */
  public Line finish() {
    if (email.isEmpty()) {
      fault("address", "email: missing");
    }
    return fault
        .<Line>map(Line.Bad::new)
        .orElseGet(() -> new Line.Good(line, email.orElseThrow(), entries));
  }
}
