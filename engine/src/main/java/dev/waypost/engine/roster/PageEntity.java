package dev.waypost.engine.roster;

import dev.waypost.engine.campaign.CampaignEntity;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.Wire;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEntity;
import dev.waypost.engine.recipient.RecipientRejection;
import dev.waypost.engine.recipient.RecipientRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Walks the rows of a page through their recipients.
 *
 * <pre>
 *          Wake             loaded            Release
 *   idle --------> loading --------> entering --------> driving   --+
 *    ^                                  | CancelRest -> calling off |
 *    |                                  | Halt                      |
 *    +----------------------------------+---------------------------+  nothing left to ask
 *    +------------------------ stopping <---------------------------+  Stop
 * </pre>
 *
 * Every activation asks the campaign for its terms; without a release nobody is driven. A page of
 * test mailings asks nobody: it drives them whatever its campaign does, to their end. Checkpoints
 * follow the answers of recipients, so a lost one only makes the page ask again. An alarm stands as
 * long as something is left to do.
 */
public final class PageEntity
    extends EventSourcedBehaviorWithEnforcedReplies<PageEntity.Command, PageEvent, Page> {
  private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);
  private static final double BACKOFF_JITTER = 0.2;

  /** A page whose next row is due within this time stays awake. */
  private static final Duration STAY_AWAKE = Duration.ofSeconds(5);

  private static final String BEAT = "beat";

  /** What the actor understands. */
  public sealed interface Command extends Wire {}

  /** There may be something to do: an alarm, or the campaign's release. */
  public record Wake() implements Command {}

  /** Do not act any more under an epoch before this one, and say so to the campaign. */
  public record Stop(CampaignId campaign, int epoch) implements Command {}

  /**
   * Drive these test mailings. Answered when that is journalled, with an alarm that sees to it;
   * safe to repeat.
   */
  public record Undertake(ActorRef<Undertaken> replyTo) implements Command {}

  /** A page of test mailings will drive them. */
  public record Undertaken() implements Wire {}

  /** A mailing of the page moved though the page did not drive it. */
  public record Moved(int line) implements Command {}

  /** Ask the recipient of a row, and drive the row again. */
  public record Redo(int line, RecipientRequest request, ActorRef<RecipientEntity.Answer> replyTo)
      implements Command {}

  private record Loaded(PageRows.PageContent content) implements Command {}

  private record Entered(int entrance, CampaignEntity.Terms terms) implements Command {}

  private record Unread() implements Command {}

  private record Unanswered(int entrance) implements Command {}

  private record Heard(RecipientEntity.Standing standing) implements Command {}

  private record Redone(RecipientEntity.Answer answer) implements Command {}

  private record FinishKnown() implements Command {}

  private record Beat() implements Command {}

  /** What a page needs from outside. */
  public record Surroundings(
      PageSettings settings,
      PageRows rows,
      Announcements announcements,
      BiConsumer<RecipientId, RecipientEntity.Command> recipients,
      BiConsumer<CampaignId, CampaignEntity.Command> campaigns,
      BiFunction<CampaignId, Entrance, CompletionStage<CampaignEntity.Terms>> entrance,
      InstantSource clock) {}

  /** A page that asks its campaign for its terms. */
  public record Entrance(PageId page, int rows) {}

  /** What the page is about, in memory. */
  private enum Mode {
    IDLE,
    LOADING,
    ENTERING,
    DRIVING,
    CALLING_OFF,
    STOPPING
  }

  /**
   * A row that somebody wants tried again.
   *
   * @param entrance once it is journalled: whose answer says that the campaign knows
   */
  private record Redoing(Redo wanted, Step step, int entrance, Instant since) {
    Redoing at(Step next, int awaited, Instant now) {
      return new Redoing(wanted, next, awaited, now);
    }
  }

  /** How far another try is. */
  private enum Step {
    WANTED,
    REOPENED,
    ASKED
  }

  private final PageId id;
  private final Surroundings outside;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final PageVoice voice;
  private final PageCheckpoints checkpoints;

  private Mode mode = Mode.IDLE;
  private Optional<PageRun> run = Optional.empty();
  private Optional<Mandate> mandate = Optional.empty();
  private Optional<CampaignId> stopper = Optional.empty();
  private Optional<CampaignEntity.Release> release = Optional.empty();
  private Optional<Redoing> redo = Optional.empty();
  private int entrances;
  private int stopEpoch;
  private int restedEpoch;

  public static Behavior<Command> create(PageId id, Surroundings outside) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new PageEntity(id, outside, context, timers)));
  }

  private PageEntity(
      PageId id,
      Surroundings outside,
      ActorContext<Command> context,
      TimerScheduler<Command> timers) {
    super(
        PersistenceId.ofUniqueId(id.persistenceId()),
        SupervisorStrategy.restartWithBackoff(BACKOFF_MIN, BACKOFF_MAX, BACKOFF_JITTER));
    this.id = id;
    this.outside = outside;
    this.context = context;
    this.timers = timers;
    this.voice = new PageVoice(id, outside, ears());
    this.checkpoints = new PageCheckpoints(outside.settings());
  }

  private PageVoice.Ears ears() {
    return new PageVoice.Ears(
        context.messageAdapter(RecipientEntity.Standing.class, Heard::new),
        context.messageAdapter(RecipientEntity.Answer.class, Redone::new),
        context.messageAdapter(CampaignEntity.Answer.class, answer -> new FinishKnown()),
        () -> context.getSelf().tell(new FinishKnown()),
        this::hearTerms);
  }

  private void hearTerms(CompletionStage<CampaignEntity.Terms> answer) {
    var entrance = ++entrances;
    context.pipeToSelf(
        answer,
        (terms, failure) ->
            failure == null ? new Entered(entrance, terms) : new Unanswered(entrance));
  }

  @Override
  public Page emptyState() {
    return new Page.Fresh();
  }

  @Override
  public CommandHandlerWithReply<Command, PageEvent, Page> commandHandler() {
    return this::onCommand;
  }

  @Override
  public EventHandler<Page, PageEvent> eventHandler() {
    return Page::evolve;
  }

  @Override
  public SignalHandler<Page> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .build();
  }

  /** After a failed write, too, only the journalled state holds; the rest is found out again. */
  private void onRecovered(Page state) {
    idle();
    run = Optional.empty();
    redo = Optional.empty();
    restedEpoch = 0;
    checkpoints.forget();
  }

  /** Every checkpoint holds the whole picture, so only the last few events matter. */
  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(outside.settings().snapshotEvery(), 1);
  }

  private ReplyEffect<PageEvent, Page> onCommand(Page state, Command command) {
    return switch (command) {
      case Wake wake -> onWake();
      case Stop(var from, var epoch) -> onStop(state, from, epoch);
      case Undertake(var replyTo) -> onUndertake(state, replyTo);
      case Moved(var line) -> onMoved(state, line);
      case Redo wanted -> onRedo(state, wanted);
      case Loaded(var content) -> onLoaded(state, content);
      case Entered(var entrance, var terms) -> {
        askReopened(entrance);
        yield onEntered(state, terms);
      }
      case Unread failed -> onUnread();
      case Unanswered(var entrance) -> onUnanswered(entrance);
      case Heard(var standing) -> onHeard(standing);
      case Redone(var answer) -> onRedone(answer);
      case FinishKnown known -> onFinishKnown(state);
      case Beat beat -> onBeat(state);
    };
  }

  private ReplyEffect<PageEvent, Page> onWake() {
    switch (mode) {
      case IDLE -> load();
      case DRIVING, CALLING_OFF -> {
        if (currentRun().isFinished()) {
          currentMandate().finish(voice); // to enter now would open the page again
        } else {
          currentMandate().enter(voice, currentRun().size());
        }
      }
      case LOADING, ENTERING, STOPPING -> {}
    }
    return Effect().noReply();
  }

  private ReplyEffect<PageEvent, Page> onUndertake(Page state, ActorRef<Undertaken> replyTo) {
    if (!(state instanceof Page.Fresh)) {
      return Effect().reply(replyTo, new Undertaken());
    }
    return Effect()
        .persist(checkpoints.driven(now()))
        .thenRun(after -> context.getSelf().tell(new Wake()))
        .thenReply(replyTo, after -> new Undertaken());
  }

  private void load() {
    mode = Mode.LOADING;
    run = Optional.empty();
    context.pipeToSelf(
        outside.rows().load(id),
        (content, failure) -> failure == null ? new Loaded(content) : new Unread());
  }

  /**
   * The alarm still stands, or the campaign repeats its signal: there will be another try. Who
   * asked for a redo hears nothing, which means unknown.
   */
  private ReplyEffect<PageEvent, Page> onUnread() {
    context.getLog().debug("{}: rows cannot be read, trying again later", id);
    if (run.isEmpty()) {
      mode = Mode.IDLE;
    }
    redo = Optional.empty();
    return Effect().noReply();
  }

  private ReplyEffect<PageEvent, Page> onUnanswered(int entrance) {
    context.getLog().debug("{}: the campaign does not answer, trying again later", id);
    redo = redo.filter(it -> !(it.step() == Step.REOPENED && it.entrance() <= entrance));
    if (mode == Mode.ENTERING) {
      mode = Mode.IDLE;
    }
    return Effect().noReply();
  }

  private ReplyEffect<PageEvent, Page> onLoaded(Page state, PageRows.PageContent content) {
    mandate = Optional.of(Mandate.of(content));
    if (!(mode == Mode.LOADING || (mode == Mode.STOPPING && run.isEmpty()))) {
      return Effect().noReply(); // overtaken
    }
    run = Optional.of(PageRun.of(state, content.rows(), outside.settings()));
    if (mode == Mode.STOPPING) {
      redo = Optional.empty(); // not now: who asked hears nothing, and asks again
      return withdrawAll();
    }
    if (redo.filter(it -> it.step() == Step.WANTED).isPresent()) {
      return redoLoaded();
    }
    if (!(state instanceof Page.Fresh) && currentRun().isFinished()) {
      // to enter would open the page again: the campaign only has to know
      mode = Mode.IDLE;
      currentMandate().finish(voice);
      return Effect().noReply();
    }
    if (state instanceof Page.Fresh) {
      voice.announce(content.rows());
    }
    return switch (currentMandate()) {
      case Mandate.OfTest released -> begin(state, Mode.DRIVING);
      case Mandate.OfCampaign asked -> {
        mode = Mode.ENTERING;
        asked.enter(voice, currentRun().size());
        yield Effect().noReply();
      }
    };
  }

  private ReplyEffect<PageEvent, Page> onEntered(Page state, CampaignEntity.Terms terms) {
    if (mode == Mode.STOPPING || mode == Mode.IDLE || mode == Mode.LOADING) {
      return Effect().noReply(); // overtaken
    }
    return switch (terms) {
      case CampaignEntity.Release granted when granted.epoch() < stopEpoch -> halt(state);
      case CampaignEntity.Release granted -> {
        release = Optional.of(granted);
        yield begin(state, Mode.DRIVING);
      }
      case CampaignEntity.CancelRest cancel -> begin(state, Mode.CALLING_OFF);
      case CampaignEntity.Halt halt -> halt(state);
    };
  }

  private ReplyEffect<PageEvent, Page> begin(Page state, Mode next) {
    if (mode == next) {
      return Effect().noReply(); // the terms were only refreshed
    }
    mode = next;
    currentRun().forgetAsked();
    if (next == Mode.CALLING_OFF) {
      currentRun().forgetDue();
    }
    timers.startTimerWithFixedDelay(BEAT, new Beat(), outside.settings().checkpointEvery());
    if (mayHaveAsked(state)) {
      return advance();
    }
    return Effect()
        .persist(checkpoints.driven(now()))
        .thenRun(after -> context.getSelf().tell(new Beat()))
        .thenNoReply();
  }

  /** Recipients that may have an open question are told first that it is withdrawn. */
  private ReplyEffect<PageEvent, Page> halt(Page state) {
    if (mayHaveAsked(state)) {
      mode = Mode.STOPPING;
      return withdrawAll();
    }
    idle();
    return state instanceof Page.Open ? rest(Optional.empty()) : Effect().noReply();
  }

  private static boolean mayHaveAsked(Page state) {
    return state instanceof Page.Open(var phase, var finished, var due)
        && phase == Page.Phase.DRIVING;
  }

  private void idle() {
    mode = Mode.IDLE;
    release = Optional.empty();
    timers.cancel(BEAT);
  }

  /**
   * Asks as many rows as there is room for; rests or finishes when there is nothing to wait for.
   */
  private ReplyEffect<PageEvent, Page> advance() {
    var current = currentRun();
    current.take(now()).forEach(this::ask);
    if (!current.isQuiet()) {
      return Effect().noReply();
    }
    if (current.isFinished()) {
      currentMandate().finish(voice);
      return Effect().noReply();
    }
    var next = current.nextDue().orElseThrow();
    if (next.isAfter(now().plus(STAY_AWAKE))) {
      currentMandate().rest(voice);
      idle();
      return rest(Optional.of(next));
    }
    return Effect().noReply(); // the beat comes back to it
  }

  private void ask(RowRef row) {
    var campaign = currentMandate().campaign();
    switch (mode) {
      case DRIVING ->
          currentMandate()
              .order(voice.mailing(row, campaign), row, release)
              .ifPresent(order -> voice.drive(row, order));
      case CALLING_OFF -> voice.callOff(row, campaign);
      case STOPPING -> voice.withdraw(row);
      case IDLE, LOADING, ENTERING ->
          throw new IllegalStateException("a page asks nobody while it is " + mode);
    }
  }

  private ReplyEffect<PageEvent, Page> onHeard(RecipientEntity.Standing standing) {
    var row = run.flatMap(r -> r.atLine(standing.origin().line()));
    if (row.isEmpty() || isBeingRedone(standing.origin().line())) {
      return Effect().noReply();
    }
    switch (mode) {
      case DRIVING, CALLING_OFF, STOPPING -> {
        // what is deferred while it is called off can be closed now
        var due = mode == Mode.CALLING_OFF ? Optional.<Instant>empty() : standing.due();
        currentRun().heard(row.get().position(), standing.state(), due, now());
        checkpoints.changed();
      }
      case IDLE, LOADING, ENTERING -> {} // asked under former terms; it will be asked again
    }
    return switch (mode) {
      case DRIVING, CALLING_OFF -> advance();
      case STOPPING -> currentRun().isQuiet() ? stopped() : Effect().noReply();
      case IDLE, LOADING, ENTERING -> Effect().noReply();
    };
  }

  private ReplyEffect<PageEvent, Page> onFinishKnown(Page state) {
    var isDone = run.filter(PageRun::isFinished).isPresent();
    if (!isDone || state instanceof Page.Closed || mode == Mode.STOPPING) {
      return Effect().noReply();
    }
    idle();
    return Effect().persist(checkpoints.close(currentRun(), now())).thenNoReply();
  }

  /**
   * Saves what is unsaved, asks again who has not answered, and goes on with what has become due.
   */
  private ReplyEffect<PageEvent, Page> onBeat(Page state) {
    var now = now();
    switch (mode) {
      case DRIVING, CALLING_OFF, STOPPING -> currentRun().overdue(now).forEach(this::ask);
      case IDLE, LOADING, ENTERING -> {
        return Effect().noReply();
      }
    }
    if (mode == Mode.STOPPING) {
      currentRun().asked().forEach(this::ask);
      return Effect().noReply();
    }
    if (checkpoints.isDue(now) && state instanceof Page.Open) {
      return Effect()
          .persist(checkpoints.checkpoint(currentRun(), now))
          .thenRun(after -> context.getSelf().tell(new Beat()))
          .thenNoReply();
    }
    return advance();
  }

  private ReplyEffect<PageEvent, Page> onStop(Page state, CampaignId from, int epoch) {
    stopper = Optional.of(from);
    if (release.filter(granted -> granted.epoch() >= epoch).isPresent()) {
      return Effect().noReply(); // the campaign has gone on since
    }
    stopEpoch = Math.max(stopEpoch, epoch);
    switch (mode) {
      case STOPPING -> {
        return Effect().noReply();
      }
      case CALLING_OFF -> {
        // it acts under no epoch, and nothing revives its campaign
        tellStopped();
        return Effect().noReply();
      }
      case IDLE, LOADING, ENTERING, DRIVING -> {}
    }
    if (!mayHaveAsked(state)) {
      mode = Mode.IDLE;
      return stoppedUnasked(state);
    }
    var isRead = mode == Mode.DRIVING || mode == Mode.ENTERING;
    if (mode == Mode.IDLE) {
      load();
    }
    mode = Mode.STOPPING;
    return isRead ? withdrawAll() : Effect().noReply();
  }

  private ReplyEffect<PageEvent, Page> withdrawAll() {
    var current = currentRun();
    current.forgetAsked();
    current.open(now()).forEach(this::ask);
    if (current.isQuiet()) {
      return stopped();
    }
    timers.startTimerWithFixedDelay(BEAT, new Beat(), outside.settings().checkpointEvery());
    return Effect().noReply();
  }

  private ReplyEffect<PageEvent, Page> stoppedUnasked(Page state) {
    if (restedEpoch >= stopEpoch) {
      tellStopped();
      return Effect().noReply();
    }
    restedEpoch = stopEpoch;
    return switch (state) {
      case Page.Fresh fresh -> restStopped(new BitSet(), Map.of());
      case Page.Open(var phase, var finished, var due) -> restStopped(finished, due);
      case Page.Closed closed -> {
        tellStopped();
        yield Effect().noReply();
      }
    };
  }

  private ReplyEffect<PageEvent, Page> stopped() {
    idle();
    checkpoints.forget();
    restedEpoch = stopEpoch;
    return restStopped(currentRun().finishedPositions(), currentRun().duePositions());
  }

  private ReplyEffect<PageEvent, Page> restStopped(BitSet finished, Map<Integer, Instant> due) {
    return Effect()
        .persist(checkpoints.stop(finished, due, now()))
        .thenRun(after -> tellStopped())
        .thenNoReply();
  }

  private void tellStopped() {
    stopper
        .or(() -> mandate.map(Mandate::campaign))
        .ifPresent(campaign -> voice.stopped(campaign, stopEpoch));
  }

  private ReplyEffect<PageEvent, Page> rest(Optional<Instant> wakeAt) {
    return Effect().persist(checkpoints.rest(currentRun(), now(), wakeAt)).thenNoReply();
  }

  private ReplyEffect<PageEvent, Page> onMoved(Page state, int line) {
    var row = run.flatMap(r -> r.atLine(line));
    if (row.isPresent() && (mode == Mode.DRIVING || mode == Mode.CALLING_OFF)) {
      currentRun().reopen(row.get().position());
      return advance();
    }
    if (mode == Mode.IDLE && state instanceof Page.Open(var phase, var finished, var due)) {
      // which row it is, is not worth reading them: all that are unfinished are asked again
      return Effect()
          .persist(checkpoints.forgetDue(phase, finished, now()))
          .thenRun(after -> context.getSelf().tell(new Wake()))
          .thenNoReply();
    }
    return Effect().noReply();
  }

  private ReplyEffect<PageEvent, Page> onRedo(Page state, Redo wanted) {
    if (state instanceof Page.Fresh) {
      wanted
          .replyTo()
          .tell(
              new RecipientEntity.Rejected(
                  new RecipientRejection.WrongState(MailingState.WAITING)));
      return Effect().noReply();
    }
    var isBusy = redo.filter(this::isAwaited).isPresent();
    if (isBusy || mode == Mode.STOPPING) {
      return Effect().noReply(); // one at a time: no answer means unknown, ask again
    }
    redo = Optional.of(new Redoing(wanted, Step.WANTED, 0, now()));
    return switch (mode) {
      case IDLE -> {
        load();
        yield Effect().noReply();
      }
      case LOADING -> Effect().noReply();
      case ENTERING, DRIVING, CALLING_OFF -> redoLoaded();
      case STOPPING -> throw new IllegalStateException("a page that stops takes nothing on");
    };
  }

  private boolean isAwaited(Redoing it) {
    return it.since().plus(outside.settings().askAgainAfter()).isAfter(now());
  }

  /**
   * What its recipient said before it was asked for another try must not count: it comes before the
   * answer to that.
   */
  private boolean isBeingRedone(int line) {
    return redo.filter(this::isAwaited)
        .filter(it -> it.step() != Step.WANTED && it.wanted().line() == line)
        .isPresent();
  }

  /**
   * First the page knows that there is something to do again, then its campaign, then the recipient
   * is asked: never is a mailing open in a campaign that could say meanwhile that it is finished.
   */
  private ReplyEffect<PageEvent, Page> redoLoaded() {
    var wanted = redo.orElseThrow().wanted();
    var row = currentRun().atLine(wanted.line());
    if (row.isEmpty()) {
      redo = Optional.empty();
      mode = mode == Mode.LOADING ? Mode.IDLE : mode;
      wanted.replyTo().tell(new RecipientEntity.Rejected(new RecipientRejection.UnknownMailing()));
      return Effect().noReply();
    }
    var now = now();
    return Effect()
        .persist(new PageEvent.Reopened(row.get().position(), now, now))
        .thenRun(after -> reopened(row.get()))
        .thenNoReply();
  }

  private void reopened(RowRef row) {
    currentRun().reopen(row.position());
    switch (currentMandate()) {
      case Mandate.OfTest released -> {
        mode = mode == Mode.LOADING ? Mode.IDLE : mode;
        redo = redo.map(it -> it.at(Step.REOPENED, 0, now()));
        askReopened(0);
        context.getSelf().tell(new Wake());
      }
      case Mandate.OfCampaign asked -> {
        mode = mode == Mode.LOADING ? Mode.ENTERING : mode;
        redo = redo.map(it -> it.at(Step.REOPENED, entrances + 1, now()));
        asked.enter(voice, currentRun().size());
      }
    }
  }

  /** The campaign has heard that the page is open again, if this is its answer to that. */
  private void askReopened(int entrance) {
    redo.filter(it -> it.step() == Step.REOPENED && it.entrance() <= entrance)
        .ifPresent(
            it -> {
              redo = Optional.of(it.at(Step.ASKED, entrance, now()));
              run.flatMap(r -> r.atLine(it.wanted().line()))
                  .ifPresent(row -> voice.redo(row, it.wanted().request()));
            });
  }

  private ReplyEffect<PageEvent, Page> onRedone(RecipientEntity.Answer answer) {
    var asked = redo.filter(it -> it.step() == Step.ASKED).map(Redoing::wanted);
    if (asked.isEmpty()) {
      return Effect().noReply();
    }
    redo = Optional.empty();
    asked.get().replyTo().tell(answer);
    if (mode != Mode.DRIVING && mode != Mode.CALLING_OFF) {
      return Effect().noReply(); // an alarm or the campaign comes back to it
    }
    currentRun().atLine(asked.get().line()).ifPresent(row -> currentRun().reopen(row.position()));
    return advance();
  }

  private PageRun currentRun() {
    return run.orElseThrow(
        () -> new IllegalStateException("page " + id + " has not read its rows"));
  }

  private Mandate currentMandate() {
    return mandate.orElseThrow(
        () -> new IllegalStateException("page " + id + " does not know whose it is"));
  }

  private Instant now() {
    return outside.clock().instant();
  }
}
