package dev.waypost.engine.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Seeds;
import dev.waypost.engine.campaign.Campaign.Present;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.Recipient.Circumstances;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.RecipientEvent.MailingMoved;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.engine.recipient.Recipients;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * One campaign with pages and their recipients, driven in any order, paused and cancelled at any
 * time: what a reader of the journals counts adds up to what was accepted, and every campaign comes
 * to its end.
 */
class CountsSimulationTest {
  private static final int PAGES = 4;
  private static final int ROWS = 10;

  @Test
  void counts_addUpToAccepted_afterEveryStepAndAtTheEnd() {
    Seeds.each(150, random -> new World(random).run());
  }

  private static final class World {
    private final Random random;
    private final Campaigns.Told campaign = Campaigns.Told.running(PAGES);
    private final Map<Integer, Recipient> people = new HashMap<>();
    private final Map<MailingState, Integer> counted = new EnumMap<>(MailingState.class);
    private int closedByCancel;

    World(Random random) {
      this.random = random;
    }

    void run() {
      for (var step = 0; step < 300; step++) {
        switch (random.nextInt(60)) {
          case 0 -> tryAsk(new CampaignRequest.Pause());
          case 1, 2, 3 -> tryAsk(new CampaignRequest.Resume());
          case 4, 5, 6 -> tryAsk(new CampaignRequest.Settle());
          case 7 -> {
            if (random.nextInt(8) == 0) {
              tryAsk(new CampaignRequest.Cancel());
            }
          }
          default -> act(random.nextInt(PAGES), random.nextInt(ROWS), someOutcome());
        }
        check();
      }
      finishUp();
    }

    /** Whatever was going on: settle, resume, deliver. */
    private void finishUp() {
      tryAsk(new CampaignRequest.Settle());
      tryAsk(new CampaignRequest.Resume());
      for (var page = 0; page < PAGES; page++) {
        for (var row = 0; row < ROWS; row++) {
          act(page, row, Recipients.delivered());
          act(page, row, Recipients.delivered());
        }
      }
      check();
      assertThat(campaign.phase()).isIn(CampaignPhase.FINISHED, CampaignPhase.CANCELLED);
      assertThat(counted.getOrDefault(MailingState.ATTEMPTING, 0)).isZero();
      assertThat(counted.getOrDefault(MailingState.DEFERRED, 0)).isZero();
      assertThat(driven() + closedByCancel).isEqualTo(PAGES * ROWS);
    }

    /** What a page does with one of its rows under the terms that it gets now. */
    private void act(int page, int row, Outcome outcome) {
      tryAsk(new CampaignRequest.OpenPage(Campaigns.batch(1), page, ROWS));
      var present = campaign.present();
      var order = order(page, row);
      if (present.isReleased()) {
        ask(order, new RecipientRequest.Drive(order));
        var number = person(order).nextAttempt(order.origin());
        ask(order, new RecipientRequest.Begin(order, number, Recipients.ONE, Recipients.NOON));
        conclude(order, outcome);
      } else if (present.isCancelled() && isOpened(present, page)) {
        conclude(order, outcome);
        ask(order, new RecipientRequest.Cancel(order.mailing()));
      }
      if (isFinal(page)) {
        tryAsk(new CampaignRequest.FinishPage(Campaigns.batch(1), page));
      }
    }

    /** Some attempts go on for a while. */
    private void conclude(MailingOrder order, Outcome outcome) {
      if (outcome instanceof Outcome.Untried) {
        return;
      }
      var number = person(order).nextAttempt(order.origin()) - 1;
      ask(order, new RecipientRequest.Conclude(order.origin(), Math.max(1, number), outcome));
    }

    private Outcome someOutcome() {
      return switch (random.nextInt(4)) {
        case 0 -> Recipients.deferred();
        case 1 -> new Outcome.Untried(Reply.NONE);
        default -> Recipients.delivered();
      };
    }

    private void ask(MailingOrder order, RecipientRequest request) {
      var circumstances =
          new Circumstances(Recipients.NOON, Recipients.RETRY, Expiry.ACTIVE, random);
      var person = person(order);
      if (Recipient.decide(person, request, circumstances)
          instanceof Recipient.Accept(var events)) {
        for (var event : events) {
          person = Recipient.evolve(person, event);
          if (event instanceof MailingMoved moved) {
            if (moved.from() != MailingState.WAITING) {
              counted.merge(moved.from(), -1, Integer::sum);
            }
            if (moved.to() != MailingState.WAITING) {
              counted.merge(moved.to(), 1, Integer::sum);
            }
          }
        }
        people.put(key(order), person);
      }
    }

    private void tryAsk(CampaignRequest request) {
      if (Campaign.decide(campaign.state, request, Campaigns.NOON)
          instanceof Campaign.Accept(var events)) {
        for (var event : events) {
          campaign.state = Campaign.evolve(campaign.state, event);
          if (event instanceof CampaignEvent.Cancelled(var undriven, var at)) {
            closedByCancel += undriven;
          }
        }
      }
    }

    private void check() {
      var present = campaign.present();
      var waiting = 0;
      var others = new EnumMap<MailingState, Integer>(MailingState.class);
      for (var page = 0; page < PAGES; page++) {
        for (var row = 0; row < ROWS; row++) {
          var order = order(page, row);
          var state = person(order).stateOf(order.origin());
          if (state != MailingState.WAITING) {
            others.merge(state, 1, Integer::sum);
          } else if (isOpened(present, page) || !present.isCancelled()) {
            waiting++;
          }
        }
      }
      counted.values().removeIf(count -> count == 0);
      assertThat(counted).isEqualTo(others);
      assertThat(waiting + driven() + closedByCancel).isEqualTo(present.accepted());
    }

    private int driven() {
      return counted.values().stream().mapToInt(Integer::intValue).sum();
    }

    private boolean isFinal(int page) {
      List<MailingState> states = new ArrayList<>();
      for (var row = 0; row < ROWS; row++) {
        var order = order(page, row);
        states.add(person(order).stateOf(order.origin()));
      }
      return states.stream().allMatch(Recipients::isFinal);
    }

    private static boolean isOpened(Present present, int page) {
      return present.batches().get(Campaigns.batch(1)).isOpened(page);
    }

    /** Every fifth row goes to somebody who has one already. */
    private static int key(MailingOrder order) {
      return order.origin().line() % (PAGES * ROWS * 4 / 5);
    }

    private Recipient person(MailingOrder order) {
      return people.getOrDefault(key(order), Recipient.EMPTY);
    }

    private static MailingOrder order(int page, int row) {
      return Recipients.order("spring", page * ROWS + row + 1);
    }
  }
}
