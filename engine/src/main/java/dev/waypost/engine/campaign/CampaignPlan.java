package dev.waypost.engine.campaign;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.LinkTableId;
import java.time.Instant;
import java.util.Optional;

/**
 * One version of what a campaign is to send, as far as its owner has to know it. The templates
 * themselves are stored beside the journal, under the number of the link table.
 *
 * @param version counts from 1; every replaced draft is a new one
 * @param digest of the whole request, so that an identical one is recognised (SHA-256, hexadecimal)
 */
public record CampaignPlan(
    int version,
    String digest,
    LinkTableId linkTable,
    MailKind kind,
    WhenInDoubt whenInDoubt,
    Optional<Instant> expireMailAt) {
  public CampaignPlan {
    if (!(version >= 1)) {
      throw new IllegalArgumentException("versions count from 1, got " + version);
    }
  }
}
