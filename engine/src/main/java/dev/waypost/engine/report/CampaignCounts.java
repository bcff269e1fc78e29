package dev.waypost.engine.report;

import java.time.Instant;

/**
 * The figures of one campaign as its view has them.
 *
 * @param inDoubtTotal how many attempts ever ended in doubt
 * @param isFinishedSeen whether the view includes everything up to the campaign's end
 * @param asOf how recent the view is
 */
public record CampaignCounts(
    MailingCounts mailings,
    VerdictCounts opens,
    VerdictCounts clicks,
    long unsubscribed,
    long complained,
    long inDoubtTotal,
    boolean isFinishedSeen,
    Instant asOf) {}
