package dev.waypost.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.roster.PageEvent;
import dev.waypost.persistence.codec.Samples;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventAlarmsTest {
  private static final Instant LATER = Samples.AT.plusSeconds(60);

  private final EventAlarms alarms = new EventAlarms();

  @Test
  void campaign_withSomethingToDo_isDue() {
    assertThat(alarms.of(new CampaignEvent.Scheduled(LATER, Samples.AT))).isEqualTo(at(LATER));
    assertThat(alarms.of(new CampaignEvent.Launched(Samples.AT))).isEqualTo(at(Samples.AT));
    assertThat(alarms.of(new CampaignEvent.PauseRequested(Samples.AT))).isEqualTo(at(Samples.AT));
  }

  @Test
  void campaign_atRest_isNotDue() {
    assertThat(alarms.of(new CampaignEvent.Paused(Samples.AT))).isEqualTo(AlarmChange.CLEAR);
    assertThat(alarms.of(new CampaignEvent.Finished(Samples.AT))).isEqualTo(AlarmChange.CLEAR);
  }

  @Test
  void page_isDueWhenItSays() {
    var none = new BitSet();
    assertThat(alarms.of(new PageEvent.Driven(Samples.AT, LATER))).isEqualTo(at(LATER));
    assertThat(alarms.of(new PageEvent.Rested(none, Map.of(), Samples.AT, Optional.of(LATER))))
        .isEqualTo(at(LATER));
    assertThat(alarms.of(new PageEvent.Rested(none, Map.of(), Samples.AT, Optional.empty())))
        .isEqualTo(AlarmChange.CLEAR);
    assertThat(alarms.of(new PageEvent.Closed(Samples.AT))).isEqualTo(AlarmChange.CLEAR);
  }

  @Test
  void recipient_isLeftToItsPage() {
    assertThat(alarms.of(Samples.delivered())).isEqualTo(AlarmChange.KEEP);
  }

  private static AlarmChange at(Instant due) {
    return new AlarmChange.Set(due);
  }
}
