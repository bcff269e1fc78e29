package dev.waypost.engine.report;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event of the stream.
 *
 * @param offset the place behind it
 * @param id never changes; the same in the recipient's timeline
 * @param campaign empty when it belongs to none
 * @param recipient the row's id as the sender knows it; empty when it is about no recipient, or one
 *     who was erased
 * @param email empty likewise
 * @param seq counts the recipient's own events, over all campaigns, without gaps from 1; empty when
 *     it is about no recipient
 * @param isTest whether it belongs to a test mailing
 * @param fields the rest: strings, numbers, lists of strings, and the row's metadata; empty for an
 *     erased person
 */
public record StreamedEvent(
    EventOffset offset,
    String id,
    String type,
    Instant at,
    Optional<String> campaign,
    Optional<String> recipient,
    Optional<String> email,
    OptionalLong seq,
    boolean isTest,
    Optional<Map<String, Object>> fields) {}
