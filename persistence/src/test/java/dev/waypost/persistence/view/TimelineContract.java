package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.view.StreamFixture.ONE;
import static dev.waypost.persistence.view.StreamFixture.TWO;
import static dev.waypost.persistence.view.StreamFixture.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.report.StreamedEvent;
import dev.waypost.engine.report.Timeline;
import dev.waypost.engine.report.TimelineEntry;
import dev.waypost.persistence.Dialect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The history of one mailing, wherever its events stand: not seen yet, told, cut off. */
abstract class TimelineContract {
  private static final int ALL = 10_000;

  private final Dialect dialect;

  @TempDir Path folder;

  TimelineContract(Dialect dialect) {
    this.dialect = dialect;
  }

  private static List<String> told(Timeline timeline) {
    return timeline.entries().stream()
        .map(e -> e.id() + " " + e.seq() + " " + e.type() + " " + e.fields())
        .toList();
  }

  /** What the stream says of somebody in a campaign. */
  private static List<String> told(List<StreamedEvent> stream, int person, CampaignId campaign) {
    return stream.stream()
        .filter(e -> e.email().equals(Optional.of("P" + person + "@example.com")))
        .filter(e -> e.campaign().equals(Optional.of(campaign.name())))
        .map(
            e ->
                e.id()
                    + " "
                    + e.seq().orElseThrow()
                    + " "
                    + e.type()
                    + " "
                    + e.fields().orElseThrow())
        .toList();
  }

  /** The view stands anywhere, and any part of what it has seen was cut off. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void timeline_whereverTheViewStands_isWhatTheWholeStreamSays(long seed) {
    var random = new SplittableRandom(seed);
    var whole = folder.resolve("whole");
    try (var test = new StreamFixture(dialect, folder.resolve("cut"), seed);
        var reference = new StreamFixture(dialect, whole, seed)) {
      for (var round = 0; round < 4; round++) {
        var events = random.nextInt(50, 200);
        test.live(events);
        reference.live(events);
        if (random.nextBoolean()) {
          sweep(test, random.nextInt(test.world.journal().size()));
        }
        var more = random.nextInt(60);
        test.world.live(more);
        test.write(); // and the view has not seen it
        reference.live(more);
        var stream = reference.all();
        for (var person = 1; person <= StreamFixture.PEOPLE; person++) {
          assertThat(told(test.timeline(person, ONE, ALL))).isEqualTo(told(stream, person, ONE));
          assertThat(told(test.timeline(person, TWO, ALL))).isEqualTo(told(stream, person, TWO));
        }
      }
    }
  }

  private static void sweep(StreamFixture test, int event) {
    var kept = Duration.ofHours(1);
    var now = InstantSource.fixed(test.world.journal().get(event).at().plus(kept));
    await(
        new StreamRetention(
                test.database.database(), new StreamSettings(kept, Duration.ofMinutes(1), 30), now)
            .sweep());
  }

  /** A receipt to somebody who has had thousands of mails of other campaigns. */
  @Test
  void timeline_ofANewMailingOfABusyRecipient_isWholeWithItsReason() {
    try (var test = new StreamFixture(dialect, folder, 5)) {
      busy(test, TWO, 300);
      bounce(test, ONE, "550 no such user");
      test.follow();
      busy(test, TWO, 300);

      var seen = test.timeline(1, ONE, 4);
      for (var i = 0; i < 3; i++) {
        test.click(1, TWO);
      }
      test.write(); // and the view has not seen it
      var timeline = test.timeline(1, ONE, 8);

      assertThat(seen.entries())
          .extracting(TimelineEntry::type)
          .containsExactly("mailing.attempted", "mailing.bounced");
      assertThat(timeline).isEqualTo(seen);
      assertThat(timeline.entries()).extracting(TimelineEntry::seq).containsExactly(301L, 302L);
      assertThat(timeline.lastWord()).contains("550 no such user");
    }
  }

  /** Somebody clicks that many times. */
  private static void busy(StreamFixture test, CampaignId campaign, int hits) {
    for (var i = 0; i < hits; i++) {
      test.click(1, campaign);
    }
    test.follow();
  }

  private static void bounce(StreamFixture test, CampaignId campaign, String said) {
    var order = test.owed(1, campaign).order();
    test.world.ask(
        recipient(1), new RecipientRequest.Begin(order, 1, new Incarnation(1), World.BEGIN));
    test.world.ask(
        recipient(1), new RecipientRequest.Conclude(order.origin(), 1, World.bounced(said)));
  }

  @Test
  void timeline_longerThanWanted_isItsNewestEventsWithTheReasonAllTheSame() {
    try (var test = new StreamFixture(dialect, folder, 6)) {
      bounce(test, ONE, "550 no such user");
      busy(test, ONE, 50);

      var whole = test.timeline(1, ONE, ALL);
      var cut = test.timeline(1, ONE, 10);

      assertThat(whole.entries()).hasSize(52);
      assertThat(cut.entries()).isEqualTo(whole.entries().subList(42, 52));
      assertThat(whole.lastWord()).contains("550 no such user");
      assertThat(cut.lastWord()).contains("550 no such user");
    }
  }

  @Test
  void timeline_belowTheFloor_goesBackToTheCampaignsFirstDay() {
    try (var test = new StreamFixture(dialect, folder, 7)) {
      bounce(test, ONE, "550 no such user");
      busy(test, ONE, 20);
      var before = test.timeline(1, ONE, ALL);
      sweep(test, test.world.journal().size() - 1);

      assertThat(test.timeline(1, ONE, ALL)).isEqualTo(before);
      assertThat(test.timeline(1, ONE, 5).entries()).isEqualTo(before.entries().subList(17, 22));
    }
  }
}
