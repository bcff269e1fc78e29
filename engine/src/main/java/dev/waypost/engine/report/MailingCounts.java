package dev.waypost.engine.report;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** How many mailings of a campaign stand where, without those that are waiting. */
public record MailingCounts(
    long attempting,
    long deferred,
    long delivered,
    long bounced,
    long expired,
    long suppressed,
    long duplicate,
    long failed,
    long cancelled,
    long inDoubt) {
  public static final MailingCounts NONE = new MailingCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** All that are not waiting. */
  public long sum() {
    return byState().values().stream().mapToLong(n -> n).sum();
  }

  /** By the public name of the state, in the order in which they are shown. */
  public SequencedMap<String, Long> byState() {
    var counts = new LinkedHashMap<String, Long>();
    counts.put("attempting", attempting);
    counts.put("deferred", deferred);
    counts.put("delivered", delivered);
    counts.put("bounced", bounced);
    counts.put("expired", expired);
    counts.put("suppressed", suppressed);
    counts.put("duplicate", duplicate);
    counts.put("failed", failed);
    counts.put("cancelled", cancelled);
    counts.put("inDoubt", inDoubt);
    return counts;
  }
}
