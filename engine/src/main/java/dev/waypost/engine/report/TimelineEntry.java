package dev.waypost.engine.report;

import java.time.Instant;
import java.util.Map;

/**
 * One thing that happened to a recipient in a campaign.
 *
 * @param id never changes
 * @param type as in the event stream, for example {@code mailing.delivered}
 * @param seq counts the recipient's own events without gaps, from 1
 * @param campaign empty text when it belongs to none
 * @param isTest whether it happened to a test mailing
 * @param fields the rest: strings, numbers, lists of strings, and the row's metadata; {@code test}
 *     is true for what belongs to a test mailing
 */
public record TimelineEntry(
    String id,
    String type,
    Instant at,
    String campaign,
    long seq,
    boolean isTest,
    Map<String, Object> fields) {}
