package dev.waypost.engine.world;

import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.campaign.CampaignSettings;
import dev.waypost.engine.campaign.Pages;
import dev.waypost.engine.delivery.RetrySchedule;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.Recipient.Expiry;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientSettings;
import dev.waypost.engine.roster.PageEntity;
import dev.waypost.engine.roster.PageRows.PageContent;
import dev.waypost.engine.roster.PageSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What surrounds entities in a node, without sharding and database: wakes them for their messages,
 * lets them sleep or die between any two pieces of their work, carries their words and those of
 * others, and looks after their alarms.
 */
final class World implements FickleCourier.Door {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration ASK = Duration.ofSeconds(3);
  private static final Duration SNOOZE = Duration.ofSeconds(10);
  private static final String DATABASE = "database";
  private static final String ALARMS = "alarms";

  private static final CampaignSettings CAMPAIGN =
      new CampaignSettings(2, SECOND.multipliedBy(2), SECOND.multipliedBy(10), 5);
  private static final PageSettings PAGE =
      new PageSettings(
          2, SECOND.multipliedBy(5), SECOND, SECOND.multipliedBy(20), SECOND.multipliedBy(30), 3);
  private static final RecipientSettings RECIPIENT =
      new RecipientSettings(
          new RetrySchedule(
              SECOND.multipliedBy(4), 3, Duration.ofMinutes(1), Duration.ofMinutes(5)),
          Duration.ofDays(1),
          3);

  private final SteppedSystem stepped;
  private final Random random;
  private final Roll roll;
  private final Instant start;
  private final Switchboard board;
  private final FickleCourier courier;
  private final SequencedMap<String, Being> beings = new LinkedHashMap<>();
  private final Map<Voice, ActorRef<?>> voices = new HashMap<>();
  private final List<ActorRef<?>> mouths = new ArrayList<>();
  private final Map<String, Instant> woken = new HashMap<>();
  private final ActorRef<Registration> registrar;
  private Duration passed = Duration.ZERO;
  private double unreadable;

  /** An entity in memory. */
  private record Being(String id, ActorRef<?> ref) {}

  /** Whoever answers, and who hears it. */
  private record Voice(String from, ActorRef<?> to) {}

  World(SteppedSystem stepped, Random random, Roll roll, Instant start) {
    this.stepped = stepped;
    this.random = random;
    this.roll = roll;
    this.start = start;
    this.board = new Switchboard(random);
    this.courier = new FickleCourier(random, stepped, board, this);
    this.registrar = Adapter.spawnAnonymous(stepped.system(), registrar());
  }

  FickleCourier courier() {
    return courier;
  }

  Instant now() {
    return start.plus(passed);
  }

  /** From now on this share of messages is lost, and of reads of rows fails. */
  void lose(double share) {
    board.lose(share);
    unreadable = share;
  }

  /** Something that waits to be done is done, or a message arrives; nothing when all is quiet. */
  boolean step() {
    if (board.isEmpty() || (!stepped.isQuiet() && random.nextBoolean())) {
      return stepped.step(random);
    }
    board.step();
    return true;
  }

  boolean isQuiet() {
    return stepped.isQuiet() && board.isEmpty();
  }

  /** Time passes until something is due, or a second when messages are still on their way. */
  void pass(Map<String, Instant> alarms) {
    var next = SECOND;
    if (isQuiet()) {
      next = stepped.untilNextTimer().orElse(SNOOZE);
      for (var alarm : alarms.entrySet()) {
        var due =
            woken.containsKey(alarm.getKey())
                ? woken.get(alarm.getKey()).plus(SNOOZE)
                : alarm.getValue();
        var wait = Duration.between(now(), due);
        next = wait.compareTo(next) < 0 ? wait : next;
      }
    }
    var whole = Duration.ofSeconds(Math.max(1, Math.ceilDiv(next.toMillis(), 1000)));
    passed = passed.plus(whole);
    stepped.pass(whole);
    ring(alarms);
  }

  private void ring(Map<String, Instant> alarms) {
    woken.values().removeIf(at -> !at.plus(SNOOZE).isAfter(now()));
    alarms.forEach(
        (id, due) -> {
          if (!due.isAfter(now()) && woken.putIfAbsent(id, now()) == null) {
            if (id.startsWith("c|")) {
              tell(ALARMS, CampaignId.parse(id), new CampaignEntity.Wake());
            } else {
              tell(ALARMS, PageId.parse(id), new PageEntity.Wake());
            }
          }
        });
  }

  /** Somebody is put to sleep, or dies of something, whatever it is doing. */
  void stopSomebody() {
    if (!beings.isEmpty()) {
      stop(List.copyOf(beings.values()).get(random.nextInt(beings.size())));
    }
  }

  private void stop(Being being) {
    stepped.system().stop(Adapter.toClassic(being.ref()));
  }

  /** The process dies with all that it holds in memory and all that is under way to it. */
  void die() {
    board.clear();
    woken.clear();
    courier.die();
    beings.values().forEach(this::stop);
  }

  /** Nothing of this world is left in the actor system. */
  void end() {
    die();
    while (!beings.isEmpty()) {
      stepped.step(random);
    }
    mouths.forEach(ref -> stepped.system().stop(Adapter.toClassic(ref)));
    stepped.system().stop(Adapter.toClassic(registrar));
    while (stepped.step(random)) {}
    board.clear();
  }

  void tell(String from, CampaignId id, CampaignEntity.Command command) {
    send(from, id.persistenceId(), () -> campaign(id), rewired(from, id, command));
  }

  void tell(String from, PageId id, PageEntity.Command command) {
    send(from, id.persistenceId(), () -> page(id), command);
  }

  private void tell(String from, RecipientId id, RecipientEntity.Command command) {
    send(from, id.persistenceId(), () -> recipient(id), rewired(from, id, command));
  }

  @Override
  public void tell(RecipientId id, RecipientEntity.Command command) {
    send("courier", id.persistenceId(), () -> recipient(id), command);
  }

  @Override
  public <T> ActorRef<T> ear(RecipientId recipient, Consumer<T> answer) {
    return mouth(recipient.persistenceId(), "courier", answer);
  }

  /** Who hears what somebody answers, if it arrives. */
  <T> ActorRef<T> mouth(String from, String to, Consumer<T> hears) {
    ActorRef<T> mouth =
        Adapter.spawnAnonymous(
            stepped.system(),
            Behaviors.receiveMessage(
                message -> {
                  board.post(from, to, () -> hears.accept(message));
                  return Behaviors.same();
                }));
    mouths.add(mouth);
    return mouth;
  }

  /** Where answers go that nobody hears. */
  <T> ActorRef<T> nobody() {
    return Adapter.toTyped(stepped.system().deadLetters());
  }

  /** The same for an actor. */
  @SuppressWarnings("unchecked") // a voice speaks to one actor, in its language
  private <T> ActorRef<T> mouth(String from, String to, ActorRef<T> hears) {
    return (ActorRef<T>)
        voices.computeIfAbsent(
            new Voice(from, hears), voice -> this.<T>mouth(from, to, hears::tell));
  }

  private <T> void send(String from, String to, Supplier<Behavior<T>> behavior, T command) {
    board.post(from, to, () -> arrives(to, behavior, command));
  }

  /** Wakes it when it sleeps. One that is about to stop may not hear it any more. */
  @SuppressWarnings("unchecked") // ids of one kind are entities of one kind
  private <T> void arrives(String id, Supplier<Behavior<T>> behavior, T command) {
    var being = beings.get(id);
    if (being == null) {
      being = new Being(id, Adapter.spawnAnonymous(stepped.system(), behavior.get()));
      beings.put(id, being);
      registrar.tell(new Born(being));
    }
    ((ActorRef<T>) being.ref()).tell(command);
  }

  private sealed interface Registration {}

  private record Born(Being being) implements Registration {}

  private record Gone(Being being) implements Registration {}

  /** Whoever has stopped may be woken again. */
  private Behavior<Registration> registrar() {
    return Behaviors.setup(
        context ->
            Behaviors.receiveMessage(
                registration -> {
                  switch (registration) {
                    case Born(var being) -> context.watchWith(being.ref(), new Gone(being));
                    case Gone(var being) -> beings.remove(being.id());
                  }
                  return Behaviors.same();
                }));
  }

  private Behavior<CampaignEntity.Command> campaign(CampaignId id) {
    var me = id.persistenceId();
    return CampaignEntity.create(
        id,
        CAMPAIGN,
        new Pages() {
          @Override
          public void release(PageId page) {
            tell(me, page, new PageEntity.Wake());
          }

          @Override
          public void stop(PageId page, int epoch) {
            tell(me, page, new PageEntity.Stop(id, epoch));
          }
        },
        this::now);
  }

  private Behavior<PageEntity.Command> page(PageId id) {
    var me = id.persistenceId();
    return PageEntity.create(
        id,
        new PageEntity.Surroundings(
            PAGE,
            this::load,
            recipients -> {},
            (recipient, command) -> tell(me, recipient, command),
            (campaign, command) -> tell(me, campaign, command),
            (campaign, entrance) -> enter(me, campaign, entrance),
            this::now));
  }

  private CompletionStage<PageContent> load(PageId page) {
    var content = new CompletableFuture<PageContent>();
    board.postSurely(
        DATABASE,
        page.persistenceId(),
        () -> {
          if (random.nextDouble() < unreadable) {
            content.completeExceptionally(new IOException("the database is away"));
          } else {
            content.complete(new PageContent(roll.campaign(), roll.refs(page), Optional.empty()));
          }
        });
    return content;
  }

  private CompletionStage<CampaignEntity.Terms> enter(
      String me, CampaignId campaign, PageEntity.Entrance entrance) {
    var terms = new CompletableFuture<CampaignEntity.Terms>();
    stepped.after(ASK, () -> terms.completeExceptionally(new IOException("no answer in time")));
    ActorRef<CampaignEntity.Terms> ear = mouth(campaign.persistenceId(), me, terms::complete);
    board.post(
        me,
        campaign.persistenceId(),
        () ->
            arrives(
                campaign.persistenceId(),
                () -> campaign(campaign),
                new CampaignEntity.Enter(entrance.page(), entrance.rows(), ear)));
    return terms;
  }

  private Behavior<RecipientEntity.Command> recipient(RecipientId id) {
    return RecipientEntity.create(
        id,
        new RecipientEntity.Surroundings(
            RECIPIENT,
            courier.attempts(id),
            (sender, origin) ->
                tell(
                    id.persistenceId() + " by signal",
                    origin.pageId(sender),
                    new PageEntity.Moved(origin.line())),
            this::now,
            () -> Expiry.ACTIVE,
            random));
  }

  private CampaignEntity.Command rewired(
      String from, CampaignId id, CampaignEntity.Command command) {
    return command instanceof CampaignEntity.Ask(var request, var replyTo)
        ? new CampaignEntity.Ask(request, mouth(id.persistenceId(), from, replyTo))
        : command;
  }

  private RecipientEntity.Command rewired(
      String from, RecipientId id, RecipientEntity.Command command) {
    var me = id.persistenceId();
    return switch (command) {
      case RecipientEntity.Drive(var order, var replyTo) ->
          new RecipientEntity.Drive(order, mouth(me, from, replyTo));
      case RecipientEntity.CallOff(var mailing, var replyTo) ->
          new RecipientEntity.CallOff(mailing, mouth(me, from, replyTo));
      case RecipientEntity.Withdraw(var origin, var replyTo) ->
          new RecipientEntity.Withdraw(origin, mouth(me, from, replyTo));
      case RecipientEntity.Ask(var request, var replyTo) ->
          new RecipientEntity.Ask(request, mouth(me, from, replyTo));
      case RecipientEntity.MayBegin begin -> begin;
      case RecipientEntity.CannotMake cannot -> cannot;
      case RecipientEntity.Get get -> get;
    };
  }
}
