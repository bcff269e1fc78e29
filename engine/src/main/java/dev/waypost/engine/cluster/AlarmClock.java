package dev.waypost.engine.cluster;

import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.Slice;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.roster.Alarms;
import dev.waypost.engine.roster.PageEntity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Wakes campaigns and pages that are due. An entity changes its own alarm with its next event;
 * until then it is left alone for the length of a snooze. What is due and not answered is woken
 * again, so a lost signal only costs time.
 */
final class AlarmClock {
  sealed interface Command {}

  private record Look() implements Command {}

  private record Due(List<String> ids) implements Command {}

  private record Unknown(String why) implements Command {}

  private static final Slice FIRST = new Slice(0);
  private static final Slice LAST = new Slice(Slice.COUNT - 1);

  private final ActorContext<Command> context;
  private final Alarms alarms;
  private final Entities entities;
  private final EngineSettings settings;
  private final InstantSource clock;
  private final ClockWatch watch;
  private final Map<String, Instant> woken = new HashMap<>();
  private Expiry expiry = Expiry.ACTIVE;

  /** The last look could not be answered; said once. */
  private boolean isBlind;

  static Behavior<Command> create(
      Alarms alarms,
      Entities entities,
      EngineSettings settings,
      InstantSource clock,
      ClockWatch watch) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.setLoggerName(AlarmClock.class);
                  timers.startTimerWithFixedDelay(new Look(), settings.alarmEvery());
                  return new AlarmClock(context, alarms, entities, settings, clock, watch)
                      .running();
                }));
  }

  private AlarmClock(
      ActorContext<Command> context,
      Alarms alarms,
      Entities entities,
      EngineSettings settings,
      InstantSource clock,
      ClockWatch watch) {
    this.context = context;
    this.alarms = alarms;
    this.entities = entities;
    this.settings = settings;
    this.clock = clock;
    this.watch = watch;
  }

  private Behavior<Command> running() {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case Look look -> look();
            case Due(var ids) -> onDue(ids);
            case Unknown(var why) -> onUnknown(why);
          }
          return Behaviors.same();
        });
  }

  private void onDue(List<String> ids) {
    if (isBlind) {
      isBlind = false;
      context.getLog().info("Alarms can be read again.");
    }
    ids.forEach(this::wake);
  }

  private void onUnknown(String why) {
    if (!isBlind) {
      isBlind = true;
      context.getLog().warn("Alarms cannot be read, what is due waits: {}", why);
    }
  }

  private void look() {
    lookAtClock();
    var now = clock.instant();
    woken.values().removeIf(at -> at.plus(settings.snooze()).isBefore(now));
    // those that were woken are still due until they write; they must not hide others
    context.pipeToSelf(
        alarms.due(FIRST, LAST, now, settings.alarmsAtOnce() + woken.size()),
        (ids, failure) ->
            failure == null ? new Due(ids) : new Unknown(String.valueOf(failure.getMessage())));
  }

  private void lookAtClock() {
    var before = expiry;
    expiry = watch.look();
    if (expiry != before) {
      switch (expiry) {
        case SUSPENDED ->
            context
                .getLog()
                .error(
                    "The wall clock stepped by more than 5 minutes: nothing expires until it is"
                        + " right again or the node is restarted");
        case ACTIVE -> context.getLog().warn("The wall clock is right again: mailings may expire");
      }
    }
  }

  private void wake(String persistenceId) {
    if (woken.putIfAbsent(persistenceId, clock.instant()) != null) {
      return;
    }
    if (persistenceId.startsWith("c|")) {
      entities.tell(CampaignId.parse(persistenceId), new CampaignEntity.Wake());
    } else {
      entities.tell(PageId.parse(persistenceId), new PageEntity.Wake());
    }
  }
}
