package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.Stages.failure;
import static dev.waypost.persistence.store.SampleRows.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.roster.Page;
import dev.waypost.engine.roster.PageEvent;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.upkeep.Retention.Outcomes;
import dev.waypost.persistence.view.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * People live through three campaigns, two of which are then archived, and their journal is cut:
 * nobody notices, whatever dies or goes on meanwhile.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
class RetentionTest {
  @Parameter Dialect dialect;
  @TempDir Path folder;
  private Lives lives;

  @BeforeEach
  void live() {
    lives = new Lives(dialect, folder);
    lives.live(List.of(Lives.SPRING, Lives.SUMMER), 1_500);
    lives.sweep();
    lives.archive(Lives.SPRING);
    lives.archive(Lives.SUMMER);
    lives.live(List.of(Lives.SPRING, Lives.SUMMER, Lives.AUTUMN), 700);
    lives.sweep();
  }

  @AfterEach
  void close() {
    lives.close();
  }

  private void assertUnchanged(Lives.Seen before) {
    assertThat(lives.seen()).isEqualTo(before);
    lives.rebuild();
    assertThat(lives.seen()).isEqualTo(before);
    assertThat(lives.audit().holds()).as("%s", lives.audit()).isTrue();
  }

  @Test
  void cut_ofOldEvents_changesNothingThatAnybodySees() {
    var before = lives.seen();
    var events = lives.count("SELECT count(*) FROM journal");
    var looked = lives.look();

    var done = lives.cut();

    assertThat(looked).isEqualTo(done);
    assertThat(done.recipients().cut()).isGreaterThan(1_000);
    assertThat(lives.count("SELECT count(*) FROM journal"))
        .isEqualTo(events - done.recipients().cut());
    assertThat(done.recipients().ofCampaigns()).containsOnlyKeys("autumn");
    assertThat(done.recipients().evidence()).isZero();
    assertUnchanged(before);
    assertThat(lives.cut().recipients().cut()).isZero();
  }

  /** Cuts of some 12 events at a time, and no more than 3 of each entity. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 8, 13, 21, 34, 44})
  void cut_killedAfterAnyTransaction_goesOn(int writes) {
    var before = lives.seen();
    var whole = lives.look();

    var killed = lives.retention(new Dying(lives.beside(), writes), Lives.steps(12, 3));
    assertThat(failure(killed.cut(lives.ages(), Lives.END, n -> {}))).hasMessage("killed");

    assertUnchanged(before);
    var past = await(lives.retention(lives.beside()).past());
    var rest = lives.cut(Lives.steps(12, 3)).recipients().cut();
    assertThat(rest + past.map(Retention.Past::events).orElse(0L))
        .isEqualTo(whole.recipients().cut());
    assertUnchanged(before);
  }

  @Test
  void life_afterACut_goesOnAsIfThereHadBeenNone() {
    lives.cut(Lives.steps(100, 7));

    for (var round = 0; round < 3; round++) {
      lives.live(List.of(Lives.SPRING, Lives.SUMMER, Lives.AUTUMN), 300);
      lives.sweep();
      lives.assertRecoveredAsLived();
      assertThat(lives.audit().holds()).as("%s", lives.audit()).isTrue();
      var before = lives.seen();
      lives.cut(Lives.steps(100, 7));
      assertUnchanged(before);
    }
    lives.archive(Lives.AUTUMN);
    lives.erase(3);
    var before = lives.seen();
    var last = lives.cut();
    assertThat(last.recipients().cut()).isGreaterThan(500);
    assertThat(last.recipients().ofCampaigns()).isEmpty();
    assertUnchanged(before);
  }

  /** Recipients fold what is over, snapshots are older or newer than the cut, or there is none. */
  @Test
  void cut_ofRecipientsThatFoldAndHaveSnapshots_leavesThemAsTheyWere() {
    lives.foldAfter(Duration.ofHours(1));
    lives.saveSnapshots();
    var before = lives.seen();
    assertThat(before.states().values())
        .anySatisfy(state -> assertThat(state.folded().mailings()).isNotEmpty());

    assertThat(lives.cut().recipients().cut()).isGreaterThan(1_000);

    assertUnchanged(before);
    lives.live(List.of(Lives.SPRING, Lives.SUMMER), 300);
    lives.sweep();
    assertThat(lives.audit().holds()).as("%s", lives.audit()).isTrue();
    var later = lives.seen();
    lives.cut();
    assertUnchanged(later);
  }

  @Test
  void cut_inSmallSteps_saysTheSameAsInLargeOnes() {
    var whole = lives.look();

    assertThat(lives.look(Lives.steps(12, 3))).isEqualTo(whole);
    assertThat(lives.cut(Lives.steps(12, 3))).isEqualTo(whole);
  }

  /** Each step looks first, and none that finds nothing asks for the one writer. */
  @Test
  void cut_whereNothingMayGo_writesNothingAndLooksOnce() {
    lives.cut();
    var counting = new CountingDatabase(lives.beside());

    var done = await(lives.retention(counting).cut(lives.ages(), Lives.END, n -> {}));

    assertThat(done.recipients().cut()).isZero();
    assertThat(done.recipients().ofCampaigns()).isNotEmpty();
    assertThat(counting.writes()).isZero();
    assertThat(counting.reads()).isLessThan(10);
  }

  @Test
  void step_whateverThereIsToCut_isBounded() {
    var before = lives.count("SELECT count(*) FROM journal");
    var largest = new AtomicLong();
    var last = new AtomicLong();

    var done =
        await(
            lives
                .retention(lives.beside(), Lives.steps(30, 7))
                .cut(
                    lives.ages(),
                    Lives.END,
                    n -> largest.accumulateAndGet(n - last.getAndSet(n), Math::max)));

    assertThat(largest.get()).isBetween(1L, 30L + 7 + 1);
    assertThat(lives.count("SELECT count(*) FROM journal"))
        .isEqualTo(before - done.recipients().cut());
  }

  @Test
  void cut_whenTheDatabaseGivesUpNowAndThen_goesOnWhereItStands() {
    var before = lives.seen();
    var whole = lives.look().recipients().cut();
    var counting = new CountingDatabase(lives.beside()).failingEvery(3);

    var done =
        await(lives.retention(counting, Lives.steps(60, 5)).cut(lives.ages(), Lives.END, n -> {}));

    assertThat(done.recipients().cut()).isEqualTo(whole);
    assertThat(counting.failures()).isGreaterThan(5);
    assertUnchanged(before);
  }

  @Test
  void cut_betweenWritesToTheOneFile_letsOthersHaveTheirTurn() {
    var pauses = new ArrayList<Duration>();
    var counting = new CountingDatabase(lives.beside());
    var cutting =
        new Retention(
            counting,
            Lives.steps(60, 5),
            time -> {
              pauses.add(time);
              return Runnable::run;
            },
            InstantSource.fixed(Lives.END));

    await(cutting.cut(lives.ages(), Lives.END, n -> {}));

    assertThat(counting.writes()).isGreaterThan(10);
    switch (dialect) {
      case SQLITE ->
          assertThat(pauses)
              .hasSizeBetween(counting.writes() - 1, counting.writes())
              .allMatch(time -> time.toMillis() >= 100);
      case POSTGRES -> assertThat(pauses).isEmpty();
    }
  }

  @Test
  void event_stampedInTheFuture_holdsUpNobodyElse() {
    var whole = lives.look().recipients();
    assertThat(
            lives.sql(
                "UPDATE journal SET at = 9000000000000 WHERE ordering ="
                    + " (SELECT min(ordering) FROM journal WHERE persistence_id LIKE 'r|%')"))
        .isEqualTo(1);

    var done = lives.cut().recipients();

    assertThat(done.cut()).isBetween(whole.cut() * 8 / 10, whole.cut() - 1);
    assertThat(done.inOrder()).isPositive();
  }

  @Test
  void campaign_whoseDraftCannotBeRead_keepsItsEventsAlone() {
    var whole = lives.look().recipients();
    assertThat(
            lives.sql(
                "UPDATE journal SET payload = CAST('{' AS "
                    + (dialect == Dialect.SQLITE ? "BLOB" : "bytea")
                    + ") WHERE seq_nr = 1 AND persistence_id = '"
                    + Lives.SUMMER.persistenceId()
                    + "'"))
        .isEqualTo(1);

    var done = lives.cut().recipients();

    assertThat(done.cut()).isBetween(1L, whole.cut() - 1);
    assertThat(done.ofCampaigns()).containsKey(Lives.SUMMER.name());
  }

  @Test
  void cut_withoutAnAge_leavesEverything() {
    var none = new Retention.Ages(Optional.empty(), Optional.empty(), Lives.NEVER_FOLD);

    var done = await(lives.retention(lives.beside()).cut(none, Lives.END, n -> {}));

    assertThat(done.recipients().cut() + done.pages().cut()).isZero();
    assertThat(await(lives.retention(lives.beside()).past())).isEmpty();
  }

  @Test
  void cut_ofWhatTheStreamStillHas_waitsForTheStream() {
    lives.live(List.of(Lives.SPRING), 200);

    var done = lives.cut();

    assertThat(done.recipients().inStream()).isBetween(200L, 205L);
    assertThat(lives.streamed()).isPositive();
  }

  @Test
  void cut_whileAViewIsMadeAgain_isRefusedAndTheViewIsWhole() {
    var before = lives.seen();
    lives.beginRebuild();

    assertThat(failure(lives.retention(lives.beside()).cut(lives.ages(), Lives.END, n -> {})))
        .isInstanceOf(Retention.RebuildUnderWay.class);

    lives.rebuild();
    assertThat(lives.cut().recipients().cut()).isPositive();
    assertUnchanged(before);
  }

  @Test
  void view_thatAMigrationHasCleared_beginsWithWhatWasCut() {
    lives.cut();
    var before = lives.seen();

    lives.clearView();

    assertThat(lives.seen()).isEqualTo(before);
  }

  @Test
  void recipient_whoWasMailedTwice_staysWholeAsEvidence() {
    var delivered = lives.firstDelivered();
    lives.happen(
        delivered.recipient(),
        new RecipientEvent.Delivered(
            delivered.origin(), delivered.campaign(), 9, World.BEGIN, Reply.NONE));
    lives.archive(Lives.AUTUMN);
    lives.live(List.of(Lives.SPRING), 40);
    lives.sweep();
    assertThat(lives.audit().toString()).contains("BROKEN  addresses");

    var done = lives.cut();

    assertThat(done.recipients().evidence()).isPositive();
    assertThat(lives.audit().toString()).contains("BROKEN  addresses");
    assertThat(
            lives.count(
                "SELECT min(seq_nr) FROM journal WHERE persistence_id = '"
                    + delivered.recipient().persistenceId()
                    + "'"))
        .isEqualTo(1);
  }

  @Test
  void recipient_withAnUnreadableEvent_isCutUpToIt() {
    var id = lives.sql("UPDATE journal SET type = 9999 WHERE ordering = 700");
    assertThat(id).isEqualTo(1);
    var unfit = lives.audit().toString();

    var done = lives.cut();

    assertThat(done.recipients().evidence()).isPositive();
    assertThat(lives.count("SELECT count(*) FROM journal WHERE type = 9999")).isEqualTo(1);
    assertThat(unfit).contains("BROKEN  journal");
    assertThat(lives.audit().toString()).contains("BROKEN  journal");
  }

  @Test
  void twoCommands_atOnce_cutEachEventOnce() {
    var before = lives.seen();
    var whole = lives.look().recipients().cut();
    try (var second = lives.second()) {
      var one =
          lives.retention(lives.beside(), Lives.steps(60, 5)).cut(lives.ages(), Lives.END, n -> {});
      var two = lives.retention(second, Lives.steps(60, 5)).cut(lives.ages(), Lives.END, n -> {});

      assertThat(await(one).recipients().cut() + await(two).recipients().cut()).isEqualTo(whole);
    }
    assertUnchanged(before);
  }

  @Test
  void recipient_thatWasCutWhole_isNoNewcomer() {
    lives.archive(Lives.AUTUMN);
    lives.cut();

    assertThat(lives.count("SELECT count(*) FROM journal_deleted")).isGreaterThan(30);
    assertThat(lives.announced()).isEmpty();
  }

  @Test
  void pages_areCutByTheirOwnAge_andWakeAsTheyWere() {
    var id = page(Lives.batch(Lives.AUTUMN), 0).persistenceId();
    var finished = new BitSet();
    finished.set(3);
    lives.write(
        id,
        List.of(
            new PageEvent.Driven(World.BEGIN, World.BEGIN),
            new PageEvent.Checkpointed(finished, Map.of(4, Lives.END), World.BEGIN, World.BEGIN),
            new PageEvent.Rested(finished, Map.of(4, Lives.END), World.BEGIN, Optional.empty())));
    lives.live(List.of(Lives.AUTUMN), 20);
    var before = lives.recovery().wake(id, new Page.Fresh(), PageEvent.class, Page::evolve);
    var seen = lives.seen();

    Outcomes done =
        await(
            lives
                .retention(lives.beside())
                .cut(
                    new Retention.Ages(Optional.empty(), Optional.of(Lives.END), Lives.NEVER_FOLD),
                    Lives.END,
                    n -> {}));

    assertThat(done.pages().cut()).isEqualTo(3);
    assertThat(done.recipients().cut()).isZero();
    assertThat(lives.recovery().wake(id, new Page.Fresh(), PageEvent.class, Page::evolve))
        .isEqualTo(before);
    assertUnchanged(seen);
  }
}
