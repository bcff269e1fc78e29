package dev.waypost.engine;

import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.send.CampaignContent;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A campaign as its sender wants it.
 *
 * @param topic what the mail is about; kept and echoed
 * @param expireLinksAt when clicks stop leading to the destinations
 * @param fallback where they lead then
 * @param expireMailAt no attempt starts after it
 * @param tags at most 20 words of the sender's
 */
public record CampaignSubmission(
    CampaignContent content,
    String topic,
    WhenInDoubt whenInDoubt,
    Optional<Instant> expireLinksAt,
    Optional<URI> fallback,
    Optional<Instant> expireMailAt,
    List<String> tags) {
  public CampaignSubmission {
    tags = List.copyOf(tags);
  }
}
