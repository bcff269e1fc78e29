package dev.waypost.engine.campaign;

import java.time.Duration;

/**
 * The pace of a campaign.
 *
 * @param activePages how many of its pages drive at a time, 1..1,000; more of them keep more
 *     connections busy and more recipients in memory
 * @param repeatAfter a signal to a page that has not answered is sent again after so long
 * @param stopPatience whoever asked for a pause or cancel is answered after so long at the latest,
 *     also while pages still act
 * @param snapshotEvery a snapshot is taken after so many events
 */
public record CampaignSettings(
    int activePages, Duration repeatAfter, Duration stopPatience, int snapshotEvery) {
  public CampaignSettings {
    if (!(activePages >= 1 && activePages <= 1000)) {
      throw new IllegalArgumentException("active-pages must be 1..1000, got " + activePages);
    }
    if (!(repeatAfter.isPositive())) {
      throw new IllegalArgumentException("repeat-after must be more than zero, got " + repeatAfter);
    }
    if (!(stopPatience.isPositive())) {
      throw new IllegalArgumentException(
          "stop-timeout must be more than zero, got " + stopPatience);
    }
    if (!(snapshotEvery >= 2)) {
      throw new IllegalArgumentException("snapshot-every must be at least 2, got " + snapshotEvery);
    }
  }
}
