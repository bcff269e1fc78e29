package dev.waypost.persistence.view;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.view.StreamFixture.ONE;
import static dev.waypost.persistence.view.StreamFixture.TWO;
import static dev.waypost.persistence.view.StreamFixture.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.StreamedEvent;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.codec.EventCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class EventStreamContract {
  private final Dialect dialect;

  @TempDir Path folder;

  EventStreamContract(Dialect dialect) {
    this.dialect = dialect;
  }

  /** A page of any size, from any place, is a piece of the one order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void read_pagesOfAnySize_areTheSameInOneOrder(long seed) {
    try (var test = new StreamFixture(dialect, folder, seed)) {
      test.live(600);

      var all = test.all();

      assertThat(all).hasSizeGreaterThan(600);
      assertThat(all).extracting(StreamedEvent::id).doesNotHaveDuplicates();
      assertThat(all).extracting(StreamedEvent::offset).doesNotHaveDuplicates();
      for (var limit : List.of(1, 2, 7, 250)) {
        assertThat(test.all(Optional.empty(), Optional.empty(), limit)).isEqualTo(all);
      }
      for (var i = 0; i < all.size(); i += 41) {
        var behind = Optional.of(all.get(i).offset());
        assertThat(test.all(behind, Optional.empty(), 100))
            .isEqualTo(all.subList(i + 1, all.size()));
      }
    }
  }

  /** Events come while somebody reads, and the view stops and starts at any point. */
  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void read_onWhileThereIsMore_missesNothingAndRepeatsNothing(long seed) {
    var random = new SplittableRandom(seed);
    try (var test = new StreamFixture(dialect, folder, seed)) {
      var told = new ArrayList<StreamedEvent>();
      var after = Optional.<EventOffset>empty();
      for (var round = 0; round < 25; round++) {
        test.live(random.nextInt(1, 40));
        for (var reads = random.nextInt(4); reads > 0; reads--) {
          var page = test.page(after, Optional.empty(), random.nextInt(1, 60));
          told.addAll(page.events());
          after = Optional.of(page.next());
        }
      }
      told.addAll(test.all(after, Optional.empty(), 1000));

      assertThat(told).isEqualTo(test.all());
      assertGapless(told);
    }
  }

  private static void assertGapless(List<StreamedEvent> told) {
    for (var i = 1; i <= StreamFixture.PEOPLE; i++) {
      var email = "P" + i + "@example.com";
      var own = told.stream().filter(e -> e.email().equals(Optional.of(email))).toList();
      assertThat(own)
          .extracting(StreamedEvent::seq)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, own.size()).mapToObj(OptionalLong::of).toList());
    }
  }

  @Test
  void read_afterRebuild_isTheSame() {
    try (var test = new StreamFixture(dialect, folder, 7);
        var projection = test.projection()) {
      test.live(500);
      var before = test.all();

      await(projection.rebuild());

      assertThat(test.all()).isEqualTo(before);
    }
  }

  @Test
  void read_whileTheViewIsMadeAgain_neverGoesBack() {
    try (var test = new StreamFixture(dialect, folder, 8);
        var projection = test.projection()) {
      test.live(300);
      var all = test.all();
      var place = all.get(200).offset();
      var database = test.database.database();
      await(database.write(session -> Tables.shown(session).other().setState(Tables.State.MADE)));
      await(
          database.write(
              session -> {
                var made = Tables.shown(session).other();
                return FigureTables.apply(made, JournalRun.next(made, new EventCodec(), 100));
              }));

      assertThat(test.all()).isEqualTo(all);
      assertThat(test.all(Optional.of(place), Optional.empty(), 10))
          .isEqualTo(all.subList(201, all.size()));
      await(projection.rebuild());
      assertThat(test.all(Optional.of(place), Optional.empty(), 10))
          .isEqualTo(all.subList(201, all.size()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void read_ofOneCampaign_isThatPartOfTheWhole(int limit) {
    try (var test = new StreamFixture(dialect, folder, 9)) {
      test.live(600);
      var ofTwo =
          test.all().stream().filter(e -> e.campaign().equals(Optional.of(TWO.name()))).toList();

      assertThat(test.all(Optional.empty(), Optional.of(TWO.name()), limit)).isEqualTo(ofTwo);
      assertThat(ofTwo).hasSizeGreaterThan(100);
    }
  }

  @Test
  void read_ofACampaignWithNothingNew_movesOverEverythingAtOnce() {
    try (var test = new StreamFixture(dialect, folder, 10)) {
      test.live(600);
      var end = test.page(Optional.empty(), Optional.empty(), 1).end();

      var page = test.page(Optional.empty(), Optional.of("other"), 1);

      assertThat(page.events()).isEmpty();
      assertThat(page.isEnd()).isTrue();
      assertThat(page.next()).isEqualTo(end);
    }
  }

  @Test
  void read_untilAnEarlierEnd_stopsThere() {
    try (var test = new StreamFixture(dialect, folder, 11)) {
      test.live(100);
      var end = test.page(Optional.empty(), Optional.empty(), 1).end();
      var then = test.all();
      test.live(100);

      var answer =
          (EventAnswer.Page)
              test.read(new EventQuery(Optional.empty(), Optional.of(end), Optional.empty(), 1000));

      assertThat(answer.events()).isEqualTo(then);
      assertThat(answer.isEnd()).isTrue();
      assertThat(answer.next()).isEqualTo(end);
      assertThat(answer.end()).isNotEqualTo(end);
    }
  }

  @Test
  void events_ofPeople_haveTheWordsOfTheirRows() {
    try (var test = new StreamFixture(dialect, folder, 12)) {
      test.live(800);
      var all = test.all();

      for (var event : all.stream().filter(e -> e.email().isPresent()).toList()) {
        var person = event.email().get().substring(1, event.email().get().indexOf('@'));
        var isMailing = event.type().startsWith("mailing.");
        var hasRow = isMailing || event.type().startsWith("hit.");
        var isRow = hasRow || event.type().equals("recipient.unsubscribed");
        var id = person.equals("12") ? "p12@example.com" : "c-" + person;
        if (isRow || event.campaign().isPresent()) {
          assertThat(event.recipient()).as("%s", event).contains(id);
          var metadata = event.fields().orElseThrow().get("metadata");
          assertThat(metadata)
              .as("%s", event)
              .isEqualTo(
                  Integer.parseInt(person) % 2 == 0
                      ? Map.of("order", event.campaign().orElseThrow() + person)
                      : null);
        } else {
          assertThat(event.recipient()).contains("p" + person + "@example.com");
        }
      }
      assertThat(all)
          .extracting(StreamedEvent::type)
          .contains(
              "mailing.attempted",
              "mailing.delivered",
              "hit.clicked",
              "hit.opened",
              "recipient.unsubscribed",
              "suppression.added",
              "suppression.removed");
    }
  }

  @Test
  void events_ofCampaigns_areOneEachWithTheBatchesCounts() {
    try (var test = new StreamFixture(dialect, folder, 13)) {
      test.sql("UPDATE batch SET rejected = 3 WHERE no = 1");
      test.world.happen(ONE.persistenceId(), new CampaignEvent.Launched(World.BEGIN));
      test.world.happen(ONE.persistenceId(), new CampaignEvent.PauseRequested(World.BEGIN));
      test.world.happen(ONE.persistenceId(), new CampaignEvent.Paused(World.BEGIN));
      test.world.happen(ONE.persistenceId(), new CampaignEvent.Cancelled(12, World.BEGIN));
      test.follow();

      var all = test.all(Optional.empty(), Optional.of(ONE.name()), 100);

      assertThat(all)
          .extracting(StreamedEvent::type)
          .containsExactly(
              "campaign.created",
              "batch.stored",
              "campaign.launched",
              "campaign.paused",
              "campaign.cancelled");
      assertThat(all).allSatisfy(e -> assertThat(e.seq()).isEmpty());
      assertThat(all).allSatisfy(e -> assertThat(e.recipient()).isEmpty());
      assertThat(all.get(1).fields().orElseThrow())
          .containsEntry("accepted", 12)
          .containsEntry("rejected", 3)
          .containsEntry("duplicates", 0)
          .containsEntry("batch", "-----------first");
      assertThat(all.get(4).fields().orElseThrow()).containsEntry("undriven", 12);
    }
  }

  @Test
  void events_ofAnErasedPerson_keepTheirPlaceWithoutWords() {
    try (var test = new StreamFixture(dialect, folder, 14)) {
      test.live(400);
      var before = test.all();
      test.sql("DELETE FROM person WHERE email LIKE 'P3@%'");

      var after = test.all();

      assertThat(after).extracting(StreamedEvent::id).containsExactlyElementsOf(ids(before));
      var erased = after.stream().filter(e -> e.seq().isPresent() && e.email().isEmpty()).toList();
      assertThat(erased).isNotEmpty();
      assertThat(ids(erased))
          .isEqualTo(
              ids(
                  before.stream()
                      .filter(e -> e.email().equals(Optional.of("P3@example.com")))
                      .toList()));
      assertThat(erased).allSatisfy(e -> assertThat(e.fields()).isEmpty());
      assertThat(erased).allSatisfy(e -> assertThat(e.recipient()).isEmpty());
    }
  }

  private static List<String> ids(List<StreamedEvent> events) {
    return events.stream().map(StreamedEvent::id).toList();
  }

  @Test
  void events_unreadable_keepTheirPlace() {
    try (var test = new StreamFixture(dialect, folder, 15)) {
      test.world.live(200);
      test.write();
      var broken =
          await(
              test.database
                  .database()
                  .read(
                      session ->
                          Query.of(
                                  session,
                                  "SELECT ordering FROM journal WHERE type = 33 ORDER BY ordering")
                              .first(row -> row.getLong(1))
                              .orElseThrow()));
      assertThat(
              test.sql(
                  "UPDATE journal SET payload = substr(payload, 1, 1) WHERE ordering = " + broken))
          .isEqualTo(1);
      assertThat(test.sql("UPDATE journal SET payload = substr(payload, 1, 1) WHERE ordering = 2"))
          .isEqualTo(1);
      test.follow();

      var all = test.all();

      assertThat(all).extracting(StreamedEvent::id).contains(broken + "-0", "2-0");
      assertThat(
              all.stream().filter(e -> e.type().equals("event.unreadable")).map(StreamedEvent::id))
          .containsExactly("2-0", broken + "-0");
      assertGapless(all);
    }
  }

  @Test
  void suppression_ofSomebodyWithoutARow_isAboutTheAddress() {
    try (var test = new StreamFixture(dialect, folder, 16)) {
      test.world.ask(
          recipient(2),
          new RecipientRequest.Suppress(
              new Suppression(Suppression.Reason.MANUAL, World.BEGIN, Optional.empty())));
      test.follow();

      var event = test.all().getLast();

      assertThat(event.type()).isEqualTo("suppression.added");
      assertThat(event.recipient()).contains("p2@example.com");
      assertThat(event.fields().orElseThrow())
          .containsEntry("reason", "manual")
          .containsEntry("since", "2026-03-01T10:00:00.000Z");
    }
  }

  @Test
  void complaint_aboutAMail_isToldOfTheRecipientAndOfTheSuppression() {
    try (var test = new StreamFixture(dialect, folder, 21)) {
      test.world.ask(
          recipient(2),
          new RecipientRequest.Suppress(
              new Suppression(
                  Suppression.Reason.COMPLAINED, World.BEGIN, Optional.of(ONE.name()))));
      test.follow();

      var all = test.all();

      assertThat(all.subList(all.size() - 2, all.size()))
          .extracting(StreamedEvent::type)
          .containsExactly("recipient.complained", "suppression.added");
      assertThat(all.getLast().recipient()).contains("c-2");
      assertThat(all.getLast().seq()).hasValue(2);
    }
  }

  @Test
  void offsets_thatNobodyGave_areNoOffsets() {
    try (var test = new StreamFixture(dialect, folder, 17)) {
      test.live(50);
      var genuine = test.all().get(20).offset().text();
      var flipped = (genuine.charAt(5) == 'A' ? 'B' : 'A') + genuine.substring(6);
      var bad =
          List.of(
              "",
              "x",
              genuine + "A",
              genuine.substring(1),
              genuine.substring(0, 5) + flipped,
              "!".repeat(20),
              "A".repeat(20));

      for (var text : bad) {
        assertThat(
                test.read(
                    new EventQuery(
                        Optional.of(new EventOffset(text)), Optional.empty(), Optional.empty(), 1)))
            .as(text)
            .isEqualTo(new EventAnswer.NotAnOffset());
      }
      var elsewhere =
          await(
              test.stream()
                  .read(
                      new SenderId("other"),
                      new EventQuery(
                          Optional.of(new EventOffset(genuine)),
                          Optional.empty(),
                          Optional.empty(),
                          1)));
      assertThat(elsewhere).isEqualTo(new EventAnswer.NotAnOffset());
    }
  }

  @Test
  void read_byAnotherSender_findsNothing() {
    try (var test = new StreamFixture(dialect, folder, 18)) {
      test.live(50);

      var answer =
          await(
              test.stream()
                  .read(
                      new SenderId("other"),
                      new EventQuery(Optional.empty(), Optional.empty(), Optional.empty(), 10)));

      assertThat(answer).isInstanceOf(EventAnswer.Page.class);
      assertThat(((EventAnswer.Page) answer).events()).isEmpty();
    }
  }

  @Test
  void news_whenTheStreamGrows_come() {
    try (var test = new StreamFixture(dialect, folder, 19);
        var projection = test.projection()) {
      await(projection.catchUp());
      var news = projection.news().toCompletableFuture();
      assertThat(news).isNotDone();

      test.world.live(1);
      test.write();
      await(projection.catchUp());

      assertThat(news).isDone();
      assertThat(projection.news().toCompletableFuture()).isNotDone();
    }
  }

  @Test
  void events_manyOfOneJournalEvent_haveOneOffsetEach() {
    try (var test = new StreamFixture(dialect, folder, 20)) {
      test.live(600);
      var several =
          test.world.journal().stream()
              .filter(
                  it ->
                      it.event() instanceof RecipientEvent.HitsApplied hits
                          && hits.hits().size() > 2)
              .count();

      assertThat(several).isPositive();
      assertThat(test.all().stream().filter(e -> e.id().endsWith("-2")).count())
          .isGreaterThanOrEqualTo(several);
    }
  }
}
