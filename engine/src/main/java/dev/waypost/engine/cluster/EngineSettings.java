package dev.waypost.engine.cluster;

import dev.waypost.engine.campaign.CampaignSettings;
import dev.waypost.engine.recipient.RecipientSettings;
import dev.waypost.engine.roster.IntakeSettings;
import dev.waypost.engine.roster.PageSettings;
import dev.waypost.engine.send.CourierSettings;
import java.time.Duration;

/**
 * Bounds and paces of an engine node.
 *
 * @param askTimeout how long an entity may take to answer before the answer counts as unknown
 * @param drainTimeout how long a stopping node waits for attempts in flight
 * @param alarmEvery how often due alarms are looked for
 * @param alarmsAtOnce how many due alarms are taken at a time
 * @param snooze an entity that was woken is not woken again within this time
 * @param contentsMax how many compiled contents are kept in memory
 */
public record EngineSettings(
    RecipientSettings recipient,
    CampaignSettings campaign,
    PageSettings page,
    IntakeSettings intake,
    CourierSettings courier,
    Duration askTimeout,
    Duration drainTimeout,
    Duration alarmEvery,
    int alarmsAtOnce,
    Duration snooze,
    int contentsMax) {
  public EngineSettings {
    if (!(askTimeout.isPositive() && drainTimeout.isPositive())) {
      throw new IllegalArgumentException(
          "ask-timeout and drain-timeout must be more than zero, got "
              + askTimeout
              + ", "
              + drainTimeout);
    }
    if (!(alarmEvery.isPositive() && snooze.compareTo(alarmEvery) >= 0)) {
      throw new IllegalArgumentException(
          "snooze must be at least alarm-every (" + alarmEvery + "), got " + snooze);
    }
    if (!(alarmsAtOnce >= 1 && contentsMax >= 1)) {
      throw new IllegalArgumentException(
          "alarms-at-once and contents must be at least 1, got "
              + alarmsAtOnce
              + ", "
              + contentsMax);
    }
  }
}
