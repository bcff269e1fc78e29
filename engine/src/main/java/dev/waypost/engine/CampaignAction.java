package dev.waypost.engine;

import java.time.Instant;
import java.util.Optional;

/** What a sender may do with a campaign that exists. Repeating is harmless. */
public sealed interface CampaignAction {
  /** Send now, or at a time to come; a past time is now. */
  record Launch(Optional<Instant> at) implements CampaignAction {}

  record Pause() implements CampaignAction {}

  record Resume() implements CampaignAction {}

  record Cancel() implements CampaignAction {}

  record Archive() implements CampaignAction {}
}
