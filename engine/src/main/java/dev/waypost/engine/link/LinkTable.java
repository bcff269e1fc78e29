package dev.waypost.engine.link;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The numbered destinations of one version of a campaign; immutable.
 *
 * @param links in order of their index, from 0, html then text
 * @param expireAt when clicks stop leading to the destinations
 * @param fallback where clicks lead then; 410 without one
 */
public record LinkTable(
    LinkTableId id,
    CampaignId campaign,
    List<Link> links,
    Optional<Instant> expireAt,
    Optional<URI> fallback) {
  public LinkTable {
    links = List.copyOf(links);
    if (!(links.size() <= Token.LINKS_MAX)) {
      throw new IllegalArgumentException(
          "a link table has at most " + Token.LINKS_MAX + " links, got " + links.size());
    }
  }

  /** The link of that number, or empty. */
  public Optional<Link> link(int index) {
    return index >= 0 && index < links.size() ? Optional.of(links.get(index)) : Optional.empty();
  }
}
