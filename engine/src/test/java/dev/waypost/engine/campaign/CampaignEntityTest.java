package dev.waypost.engine.campaign;

import static dev.waypost.engine.campaign.Campaigns.NOON;
import static dev.waypost.engine.campaign.Campaigns.batch;
import static dev.waypost.engine.campaign.Campaigns.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Entities;
import dev.waypost.engine.campaign.CampaignEntity.Answer;
import dev.waypost.engine.campaign.CampaignEntity.Ask;
import dev.waypost.engine.campaign.CampaignEntity.CancelRest;
import dev.waypost.engine.campaign.CampaignEntity.Command;
import dev.waypost.engine.campaign.CampaignEntity.Done;
import dev.waypost.engine.campaign.CampaignEntity.Enter;
import dev.waypost.engine.campaign.CampaignEntity.Get;
import dev.waypost.engine.campaign.CampaignEntity.Halt;
import dev.waypost.engine.campaign.CampaignEntity.Release;
import dev.waypost.engine.campaign.CampaignEntity.Rest;
import dev.waypost.engine.campaign.CampaignEntity.Sighting;
import dev.waypost.engine.campaign.CampaignEntity.Stopped;
import dev.waypost.engine.campaign.CampaignEntity.Terms;
import dev.waypost.engine.campaign.CampaignEntity.Wake;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.SenderId;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CampaignEntityTest {
  private static final CampaignId SPRING = new CampaignId(SenderId.DEFAULT, "spring");
  private static final Duration REPEAT = Duration.ofSeconds(1);

  private final ActorTestKit kit = ActorTestKit.create("campaign", Entities.configWithManualTime());
  private final ManualTime time = ManualTime.get(kit.system());
  private final Entities.Clock clock = new Entities.Clock(NOON);
  private final TestProbe<String> pages = kit.createTestProbe(String.class);
  private final TestProbe<Answer> answers = kit.createTestProbe(Answer.class);
  private final TestProbe<Terms> terms = kit.createTestProbe(Terms.class);
  private ActorRef<Command> campaign = start();

  private ActorRef<Command> start() {
    return kit.spawn(
        CampaignEntity.create(
            SPRING,
            new CampaignSettings(2, REPEAT, REPEAT.multipliedBy(10), 100),
            new Pages() {
              @Override
              public void release(PageId page) {
                pages.ref().tell("release " + page.number());
              }

              @Override
              public void stop(PageId page, int epoch) {
                pages.ref().tell("stop " + page.number() + " before " + epoch);
              }
            },
            clock));
  }

  @BeforeEach
  void draft() {
    ask(new CampaignRequest.Put(plan(1, MailKind.BROADCAST), Optional.empty()));
    ask(new CampaignRequest.AddBatch(batch(1), 3, 30));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void launch_releasesPagesAtThePace() {
    launch();
    pages.expectMessage("release 0");
    pages.expectMessage("release 1");
    pages.expectNoMessage(Duration.ZERO);

    assertThat(enter(0)).isInstanceOf(Release.class);
    campaign.tell(new Rest(page(0)));
    pages.expectMessage("release 2");
  }

  @Test
  void page_thatFinishes_makesRoomForTheNext() {
    launch();
    pages.receiveSeveralMessages(2);
    enter(0);
    ask(new CampaignRequest.FinishPage(batch(1), 0));

    pages.expectMessage("release 2");
  }

  @Test
  void allPagesFinished_isFinished() {
    launch();
    for (var page = 0; page < 3; page++) {
      enter(page);
      ask(new CampaignRequest.FinishPage(batch(1), page));
    }

    assertThat(phase()).isEqualTo(CampaignPhase.FINISHED);
  }

  @Test
  void pause_isAnsweredWhenEveryOpenPageHasStopped() {
    launch();
    pages.receiveSeveralMessages(2);
    enter(0);
    var epoch = ((Release) enter(1)).epoch();

    campaign.tell(new Ask(new CampaignRequest.Pause(), answers.ref()));
    pages.expectMessage("stop 0 before " + (epoch + 1));
    pages.expectMessage("stop 1 before " + (epoch + 1));
    assertThat(enter(2)).isEqualTo(new Halt());
    campaign.tell(new Stopped(page(0), epoch + 1));
    campaign.tell(new Stopped(page(1), epoch));
    assertThat(phase()).isEqualTo(CampaignPhase.RUNNING);
    answers.expectNoMessage(Duration.ZERO);

    time.timePasses(REPEAT);
    pages.expectMessage("stop 1 before " + (epoch + 1));
    campaign.tell(new Stopped(page(1), epoch + 1));
    answers.expectMessage(new Done());
    assertThat(phase()).isEqualTo(CampaignPhase.PAUSED);
  }

  @Test
  void pause_whosePagesTakeTooLong_isAnsweredBeforeItShows() {
    launch();
    enter(0);
    campaign.tell(new Ask(new CampaignRequest.Pause(), answers.ref()));
    time.timePasses(REPEAT);
    answers.expectNoMessage(Duration.ZERO);

    clock.pass(REPEAT.multipliedBy(10));
    time.timePasses(REPEAT);

    answers.expectMessage(new Done());
    assertThat(phase()).isEqualTo(CampaignPhase.RUNNING);
    assertThat(enter(1)).isEqualTo(new Halt());
  }

  @Test
  void finishedPage_whileStopping_isAnsweredAtOnce() {
    launch();
    enter(0);
    campaign.tell(new Ask(new CampaignRequest.Pause(), kit.<Answer>createTestProbe().ref()));

    ask(new CampaignRequest.FinishPage(batch(1), 0));
    assertThat(phase()).isEqualTo(CampaignPhase.RUNNING);
  }

  @Test
  void resume_releasesAgain() {
    launch();
    pages.receiveSeveralMessages(2);
    ask(new CampaignRequest.Pause());
    assertThat(phase()).as("no page had entered").isEqualTo(CampaignPhase.PAUSED);
    ask(new CampaignRequest.Resume());

    pages.expectMessage("release 0");
    pages.expectMessage("release 1");
  }

  @Test
  void cancel_letsOpenPagesCallOffTheRestAndRepeatsIt() {
    launch();
    pages.receiveSeveralMessages(2);
    var epoch = ((Release) enter(1)).epoch();
    campaign.tell(new Ask(new CampaignRequest.Cancel(), answers.ref()));
    pages.expectMessage("stop 1 before " + (epoch + 1));
    campaign.tell(new Stopped(page(1), epoch + 1));
    answers.expectMessage(new Done());

    pages.expectMessage("release 1");
    assertThat(enter(1)).isEqualTo(new CancelRest());
    assertThat(enter(0)).as("closed by the cancel alone").isEqualTo(new Halt());

    clock.pass(REPEAT.multipliedBy(11));
    time.timePasses(REPEAT);
    pages.expectMessage("release 1");
    ask(new CampaignRequest.FinishPage(batch(1), 1));
    clock.pass(REPEAT.multipliedBy(11));
    time.timePasses(REPEAT.multipliedBy(2));
    pages.expectNoMessage(Duration.ZERO);
  }

  @Test
  void scheduled_isLaunchedByItsAlarmAndNotAfterACancel() {
    ask(new CampaignRequest.Launch(Optional.of(NOON.plusSeconds(10))));
    campaign.tell(new Wake());
    assertThat(phase()).isEqualTo(CampaignPhase.SCHEDULED);

    clock.pass(Duration.ofSeconds(10));
    campaign.tell(new Wake());
    assertThat(phase()).isEqualTo(CampaignPhase.RUNNING);
    pages.expectMessage("release 0");
  }

  @Test
  void restart_releasesAllUnfinishedPagesAgain() {
    launch();
    pages.receiveSeveralMessages(2);
    enter(0);
    ask(new CampaignRequest.FinishPage(batch(1), 0));
    pages.expectMessage("release 2");
    restart();

    pages.expectMessage("release 1");
    pages.expectMessage("release 2");
    pages.expectNoMessage(Duration.ZERO);
  }

  @Test
  void restart_whileStopping_stopsAgain() {
    launch();
    pages.receiveSeveralMessages(2);
    var epoch = ((Release) enter(0)).epoch();
    campaign.tell(new Ask(new CampaignRequest.Pause(), answers.ref()));
    pages.expectMessage("stop 0 before " + (epoch + 1));
    restart();

    pages.expectMessage("stop 0 before " + (epoch + 1));
    campaign.tell(new Stopped(page(0), epoch + 1));
    assertThat(phase()).isEqualTo(CampaignPhase.PAUSED);
  }

  @Test
  void activePage_thatIsNotHeardOf_isReleasedAgain() {
    launch();
    pages.receiveSeveralMessages(2);
    enter(0);
    clock.pass(REPEAT.multipliedBy(11));
    time.timePasses(REPEAT);

    pages.receiveSeveralMessages(2);
  }

  private void restart() {
    kit.stop(campaign);
    campaign = start();
  }

  private void launch() {
    ask(new CampaignRequest.Launch(Optional.empty()));
  }

  private void ask(CampaignRequest request) {
    campaign.tell(new Ask(request, answers.ref()));
    answers.expectMessage(new Done());
  }

  private Terms enter(int page) {
    campaign.tell(new Enter(page(page), 10, terms.ref()));
    return terms.receiveMessage();
  }

  private CampaignPhase phase() {
    var sightings = kit.createTestProbe(Sighting.class);
    campaign.tell(new Get(sightings.ref()));
    return sightings.receiveMessage().portrait().orElseThrow().phase();
  }

  private static PageId page(int number) {
    return new PageId(SenderId.DEFAULT, batch(1), number);
  }
}
