package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.view.StreamFixture.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.StreamedEvent;
import dev.waypost.persistence.Dialect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class StreamRetentionContract {
  private static final Duration KEPT = Duration.ofHours(1);

  private final Dialect dialect;

  @TempDir Path folder;

  StreamRetentionContract(Dialect dialect) {
    this.dialect = dialect;
  }

  /** Sweeps in small steps, as if it were an hour after that event. */
  private static StreamRetention sweep(StreamFixture test, Instant event) {
    var retention =
        new StreamRetention(
            test.database.database(),
            new StreamSettings(KEPT, Duration.ofMinutes(1), 20),
            InstantSource.fixed(event.plus(KEPT)));
    await(retention.sweep());
    return retention;
  }

  private static EventAnswer behind(StreamFixture test, EventOffset offset) {
    return test.read(new EventQuery(Optional.of(offset), Optional.empty(), Optional.empty(), 1000));
  }

  private static Instant writtenAt(StreamFixture test, int index) {
    return test.world.journal().get(index).at();
  }

  @Test
  void sweep_removesWhatIsTooOld_andNothingElse() {
    try (var test = new StreamFixture(dialect, folder, 1)) {
      test.live(400);
      var all = test.all();

      var removed = sweep(test, writtenAt(test, 300)).removed();

      var kept = test.all();
      assertThat(kept).isNotEmpty().isEqualTo(all.subList(all.size() - kept.size(), all.size()));
      assertThat(ordering(kept.getFirst())).isBetween(290L, 301L);
      assertThat(removed).isGreaterThanOrEqualTo(290);
      assertThat(sweep(test, writtenAt(test, 300)).removed()).isZero();
    }
  }

  private static long ordering(StreamedEvent event) {
    return Long.parseLong(event.id().substring(0, event.id().indexOf('-')));
  }

  @Test
  void offset_thatIsTooOld_isGoneWithTheEarliest() {
    try (var test = new StreamFixture(dialect, folder, 2)) {
      test.live(400);
      var all = test.all();
      sweep(test, writtenAt(test, 300));
      var kept = test.all();
      var lastGone = all.get(all.size() - kept.size() - 1);

      var gone = (EventAnswer.Gone) behind(test, all.getFirst().offset());

      assertThat(gone.reason()).isEqualTo(EventAnswer.Reason.TOO_OLD);
      assertThat(((EventAnswer.Page) behind(test, gone.earliest())).events()).isEqualTo(kept);
      assertThat(((EventAnswer.Page) behind(test, lastGone.offset())).events()).isEqualTo(kept);
      assertThat(((EventAnswer.Page) behind(test, kept.get(3).offset())).events())
          .isEqualTo(kept.subList(4, kept.size()));
    }
  }

  @Test
  void sweep_ofEverything_leavesNumbersAsTheyWere() {
    try (var test = new StreamFixture(dialect, folder, 3)) {
      test.live(300);
      var before = test.all();
      sweep(test, StreamFixture.CLOCK);
      assertThat(test.all()).isEmpty();

      test.live(300);

      var kept = test.all();
      for (var i = 1; i <= StreamFixture.PEOPLE; i++) {
        var email = Optional.of("P" + i + "@example.com");
        var own = kept.stream().filter(e -> e.email().equals(email)).toList();
        var told = before.stream().filter(e -> e.email().equals(email)).count();
        assertThat(own)
            .extracting(StreamedEvent::seq)
            .containsExactlyElementsOf(
                LongStream.rangeClosed(told + 1, told + own.size())
                    .mapToObj(OptionalLong::of)
                    .toList());
      }
    }
  }

  @Test
  void rebuild_afterASweep_bringsNothingBack() {
    try (var test = new StreamFixture(dialect, folder, 4);
        var projection = test.projection()) {
      test.live(300);
      sweep(test, writtenAt(test, 200));
      var kept = test.all();

      await(projection.rebuild());

      assertThat(test.all()).isEqualTo(kept);
      assertThat(ordering(kept.getFirst())).isGreaterThan(190);
    }
  }

  /** What was cut off is not read again to know how much it told. */
  @Test
  void numbersAfterASweep_goOnWithoutWhatWasCutOff() {
    try (var test = new StreamFixture(dialect, folder, 7);
        var projection = test.projection()) {
      test.live(400);
      var before = test.all();
      sweep(test, writtenAt(test, 300));
      var kept = test.all();
      var cut = ordering(kept.getFirst()) - 1;
      assertThat(
              test.sql(
                  "UPDATE journal SET payload = substr(payload, 1, 1) WHERE ordering <= " + cut))
          .isGreaterThan(200);

      test.live(200);
      var after = test.all();

      assertThat(after.subList(0, kept.size())).isEqualTo(kept);
      for (var i = 1; i <= StreamFixture.PEOPLE; i++) {
        var email = Optional.of("P" + i + "@example.com");
        var last = before.stream().filter(e -> e.email().equals(email)).count();
        assertThat(after.subList(kept.size(), after.size()))
            .filteredOn(e -> e.email().equals(email))
            .first()
            .extracting(StreamedEvent::seq)
            .isEqualTo(OptionalLong.of(last + 1));
      }
      await(projection.rebuild());
      assertThat(test.all()).isEqualTo(after);
    }
  }

  @Test
  void number_behindAnEventThatToldNothing_isTheNext() {
    try (var test = new StreamFixture(dialect, folder, 8)) {
      test.live(300);
      var email = Optional.of("P2@example.com");
      var told = test.all().stream().filter(e -> e.email().equals(email)).count();
      sweep(test, StreamFixture.CLOCK);
      test.world.happen(
          recipient(2).persistenceId(),
          new RecipientEvent.HitsReclassified(List.of(), 1, World.BEGIN));
      test.follow();

      test.world.happen(
          recipient(2).persistenceId(), new RecipientEvent.SuppressionsRemoved(World.BEGIN));
      test.follow();

      assertThat(test.all())
          .extracting(StreamedEvent::seq)
          .containsExactly(OptionalLong.of(told + 1));
    }
  }

  @Test
  void sweep_beforeTheViewHasSeenThem_removesNothing() {
    try (var test = new StreamFixture(dialect, folder, 5)) {
      test.world.live(100);
      test.write();

      sweep(test, StreamFixture.CLOCK);
      test.follow();

      assertThat(test.all()).hasSizeGreaterThanOrEqualTo(100);
    }
  }

  @Test
  void offset_aheadOfTheJournal_isGone() {
    try (var test = new StreamFixture(dialect, folder, 6)) {
      test.live(100);
      var last = test.all().getLast();
      var place = StreamPosition.parse(World.SENDER, last.offset()).orElseThrow();
      var ahead =
          List.of(
              new StreamPosition(place.ordering(), 1),
              new StreamPosition(place.ordering() + 1, 0),
              new StreamPosition(1L << 40, 0));

      assertThat(behind(test, last.offset())).isInstanceOf(EventAnswer.Page.class);
      for (var position : ahead) {
        var gone = (EventAnswer.Gone) behind(test, position.print(World.SENDER));
        assertThat(gone.reason()).isEqualTo(EventAnswer.Reason.AHEAD);
      }
    }
  }
}
