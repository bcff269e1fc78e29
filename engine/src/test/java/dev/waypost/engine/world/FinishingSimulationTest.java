package dev.waypost.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.waypost.engine.Entities;
import dev.waypost.engine.Seeds;
import dev.waypost.engine.campaign.Campaign.Present;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.Campaigns;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.roster.Page;
import java.time.Duration;
import java.util.Random;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The real campaign, pages and recipients together, with messages lost and late, writes and reads
 * failing, and everybody dying at any time: whenever the campaign says that it is finished it is,
 * and once nothing goes wrong any more it says so.
 *
 * <p>All actors run on the test's thread, one piece of work at a time ({@link SteppedSystem}), so a
 * seed is one interleaving and fails again as it failed.
 */
class FinishingSimulationTest {
  /** Longer than every retry, hold and watchdog of the world together. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final CampaignId SPRING = new CampaignId(SenderId.DEFAULT, "spring");

  /** Whoever still speaks after so many steps while no time passes never stops. */
  private static final int STEPS_MAX = 100_000;

  private final SteppedSystem stepped = new SteppedSystem(Entities.config());
  private final PersistenceTestKit journal = PersistenceTestKit.create(stepped.system());
  private final SnapshotTestKit snapshots = SnapshotTestKit.create(stepped.system());

  private Level level = Level.WARN;

  @BeforeEach
  void silence() {
    level = log().getLevel();
    log().setLevel(Level.OFF); // failed writes are no news here
  }

  @AfterEach
  void stop() {
    stepped.close();
    log().setLevel(level);
  }

  private static Logger log() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @Test
  void finished_isSaidNeverTooEarlyAndAtLast_whateverIsLostOrDies() {
    Seeds.each(100, random -> new Run(random).run());
  }

  private final class Run {
    private final Random random;
    private final Roll roll;
    private final Chronicle chronicle;
    private final World world;
    private final Campaigner campaigner;

    Run(Random random) {
      this.random = random;
      this.roll = new Roll(SPRING, random);
      this.chronicle = new Chronicle(random, roll);
      this.world = new World(stepped, random, roll, Campaigns.NOON);
      this.campaigner = new Campaigner(world, chronicle, roll, random);
    }

    void run() {
      journal.clearAll();
      snapshots.clearAll();
      journal.withPolicy(chronicle);
      try {
        troubled();
        calm();
        settled();
        rested();
      } finally {
        chronicle.fail(0);
        world.end();
      }
    }

    private void troubled() {
      world.lose(random.nextDouble() * 0.2);
      chronicle.fail(random.nextDouble() * 0.03);
      for (var step = 0; step < 5000; step++) {
        var what = random.nextInt(10_000);
        if (what < 50) {
          world.stopSomebody();
        } else if (what < 55) {
          world.die();
        } else if (what < 150) {
          campaigner.whim();
        } else if (what < 180 || !world.step()) {
          pass();
          campaigner.insist();
        }
        check();
      }
    }

    /** Nothing goes wrong any more. */
    private void calm() {
      world.lose(0);
      chronicle.fail(0);
      world.courier().calm();
      settle();
      for (var until = world.now().plus(PATIENCE); !isOver(); settle()) {
        if (world.now().isAfter(until)) {
          throw new AssertionError("at " + world.now() + " it has not ended:\n" + story());
        }
        pass();
        campaigner.insistOnTheEnd();
      }
    }

    private boolean isOver() {
      return chronicle.campaign() instanceof Present present
          && present.phase() == CampaignPhase.FINISHED
          && present.batches().keySet().containsAll(roll.batches())
          && chronicle.pages().values().stream().allMatch(Page.Closed.class::isInstance);
    }

    private void settle() {
      for (var steps = 0; world.step(); steps++) {
        check();
        if (steps > STEPS_MAX) {
          throw new AssertionError("it never rests:\n" + story());
        }
      }
    }

    private void pass() {
      world.pass(chronicle.alarms());
    }

    private void check() {
      if (!chronicle.faults().isEmpty()) {
        throw new AssertionError(chronicle.faults() + "\n" + story());
      }
    }

    private void settled() {
      var present = (Present) chronicle.campaign();
      assertThat(chronicle.finishes()).isPositive();
      assertThat(present.accepted()).isEqualTo(roll.rows().size());
      assertThat(chronicle.unfinished()).isEmpty();
      assertThat(chronicle.pages())
          .hasSize(roll.batches().stream().mapToInt(b -> roll.pages(b).size()).sum());
      for (var row : roll.rows()) {
        assertThat(world.courier().taken(row.origin()))
            .as("mails that %s took", row.origin())
            .isLessThanOrEqualTo(1 + chronicle.retriedInDoubt(row.origin()));
        if (chronicle.stateOf(row) == MailingState.DUPLICATE) {
          assertThat(world.courier().taken(row.origin())).isZero();
        }
      }
      if (campaigner.kind() == MailKind.BROADCAST) {
        assertThat(
                roll.rows().stream()
                    .filter(row -> chronicle.stateOf(row) != MailingState.DUPLICATE)
                    .map(Roll.Row::recipient))
            .as("one mailing each%n%s", story())
            .doesNotHaveDuplicates();
      }
    }

    /** Nothing is owed, so nothing happens any more. */
    private void rested() {
      var events = chronicle.events();
      for (var until = world.now().plus(PATIENCE); world.now().isBefore(until); ) {
        settle();
        pass();
      }
      assertThat(chronicle.events()).as(story()).isEqualTo(events);
    }

    private String story() {
      return chronicle.campaign()
          + "\n"
          + chronicle.pages()
          + "\nunfinished: "
          + chronicle.unfinished()
          + "\nalarms: "
          + chronicle.alarms()
          + "\n"
          + String.join("\n", chronicle.lately());
    }
  }
}
