package dev.waypost.engine.link;

import java.time.Instant;
import java.util.Optional;

/**
 * What the rules know of the mail that was hit.
 *
 * @param links how many links it has
 * @param arrived when a server took it; empty while nobody knows, as for a mail in doubt or one
 *     that was sent elsewhere
 */
public record ObservedMail(int links, Optional<Instant> arrived) {}
