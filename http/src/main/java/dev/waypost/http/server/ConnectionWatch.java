package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Stands between a connection's bytes and HTTP, and keeps the limits that only bytes and time show:
 * heads that are too long or too slow, bodies that drip, answers that nobody takes, silence. Closes
 * in two steps, so that the last answer is not lost with the connection (RFC 9112 section 9.6).
 */
final class ConnectionWatch
    extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
  private static final Duration TICK_MAX = Duration.ofSeconds(1);
  private static final Duration TICK_MIN = Duration.ofMillis(10);
  private static final int TICKS_PER_LIMIT = 5;

  private final Inlet<ByteString> httpIn = Inlet.create("ConnectionWatch.fromHttp");
  private final Outlet<ByteString> lineOut = Outlet.create("ConnectionWatch.toLine");
  private final Inlet<ByteString> lineIn = Inlet.create("ConnectionWatch.fromLine");
  private final Outlet<ByteString> httpOut = Outlet.create("ConnectionWatch.toHttp");
  private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
      BidiShape.of(httpIn, lineOut, lineIn, httpOut);

  private final Conversation conversation;
  private final PortSettings limits;
  private final Instruments instruments;
  private final Connections connections;

  ConnectionWatch(
      Conversation conversation,
      PortSettings limits,
      Instruments instruments,
      Connections connections) {
    this.conversation = conversation;
    this.limits = limits;
    this.instruments = instruments;
    this.connections = connections;
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private long now() {
    return instruments.ticker().getAsLong();
  }

  private Duration tick() {
    var least =
        List.of(
                limits.headLimit(),
                limits.bodyWindow(),
                limits.answerStall(),
                limits.idleTimeout(),
                TICK_MAX.multipliedBy(TICKS_PER_LIMIT))
            .stream()
            .min(Duration::compareTo)
            .orElse(TICK_MAX)
            .dividedBy(TICKS_PER_LIMIT);
    return least.compareTo(TICK_MIN) < 0 ? TICK_MIN : least;
  }

  private final class Logic extends TimerGraphStageLogic implements Connections.Open {
    private final AsyncCallback<Runnable> calls = createAsyncCallback(Runnable::run);

    private final HeadClock head = new HeadClock();
    private final BodyWindow body = new BodyWindow();
    private final OutgoingAnswers answers = new OutgoingAnswers(instruments);
    private boolean isLingering;

    Logic() {
      super(shape);
      setHandler(
          lineIn,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              received(grab(lineIn));
            }

            @Override
            public void onUpstreamFinish() {
              if (isLingering) {
                completeStage();
              } else {
                complete(httpOut);
              }
            }
          });
      setHandler(
          httpOut,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              body.pulled(now());
              want(lineIn);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              want(lineIn);
            }
          });
      setHandler(
          httpIn,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              answers.add(grab(httpIn));
              write();
            }

            @Override
            public void onUpstreamFinish() {
              answers.end();
              write();
            }
          });
      setHandler(
          lineOut,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              answers.taken();
              write();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancelStage(cause);
            }
          });
    }

    @Override
    public void preStart() {
      head.rest(now());
      scheduleWithFixedDelay("look", tick(), tick());
      connections.add(this);
      instruments.counters().opened();
    }

    @Override
    public void postStop() {
      instruments.counters().closed();
      connections.remove(this);
      conversation.gone();
    }

    @Override
    public void drain() {
      calls.invoke(this::drained);
    }

    @Override
    public void cut() {
      calls.invoke(this::completeStage);
    }

    private void drained() {
      conversation.close();
      if (!conversation.isBusy()) {
        complete(httpOut);
      }
    }

    private void received(ByteString bytes) {
      body.received(bytes.size(), now());
      if (isLingering || isClosed(httpOut)) {
        pull(lineIn);
        return;
      }
      if (!conversation.isBusy()) {
        if (!head.isGoingOn(conversation.begun())) {
          head.begin(conversation.begun(), now());
        } else if (head.isLongerThan(limits.headBytes())) {
          instruments.counters().count(PortCounter.UNREADABLE);
          refuse(Problem.headTooLarge("request line and headers are too long together"));
          return;
        }
        head.received(bytes.size());
      }
      push(httpOut, bytes);
    }

    @Override
    public void onTimer(Object key) {
      if (isLingering) {
        if (key.equals("linger")) {
          completeStage();
        }
        return;
      }
      var now = now();
      if (answers.isStalled(now, limits.answerStall())) {
        instruments.counters().count(PortCounter.STALLED_ANSWERS);
        failStage(new Stalled());
      } else if (answers.isEnded()) {
        return;
      } else if (conversation.isBusy()) {
        head.rest(now);
        lookAtBody(now);
      } else if (head.isGoingOn(conversation.begun())) {
        if (head.isOver(limits.headLimit(), now)) {
          instruments.counters().count(PortCounter.SLOW_HEADS);
          refuse(Problem.timedOut("the headers did not arrive in time"));
        }
      } else if (answers.isWriting()) {
        head.rest(now);
      } else if (conversation.isClosing()) {
        complete(httpOut);
      } else if (head.isOver(limits.idleTimeout(), now)) {
        instruments.counters().count(PortCounter.IDLE_CLOSED);
        complete(httpOut);
      } else if (head.isInHead()) {
        head.rest(now);
      }
    }

    private void lookAtBody(long now) {
      if (!conversation.isBodyAwaited()) {
        body.restart(now);
        return;
      }
      if (!body.isOver(limits.bodyWindow(), now)) {
        return;
      }
      if (!body.hasBrought(limits.bodyLeast()) && !isClosed(httpOut)) {
        instruments.counters().count(PortCounter.SLOW_BODIES);
        conversation.tooSlow();
        complete(httpOut);
        want(lineIn);
      }
      body.restart(now);
    }

    /** Says the last word instead of HTTP, which has nothing to say yet. */
    private void refuse(Problem problem) {
      cancel(httpIn);
      complete(httpOut);
      answers.addLast(problem);
      write();
    }

    /** Goes on as soon as the line has taken what it has. */
    private void write() {
      if (answers.isWriting()) {
        return;
      }
      if (answers.isEmpty()) {
        if (answers.isEnded()) {
          endLine();
        } else {
          want(httpIn);
        }
      } else if (isAvailable(lineOut)) {
        push(lineOut, answers.nextPiece(now()));
      }
    }

    /** Nothing more is written; what still comes is read for a while, and dropped. */
    private void endLine() {
      if (isLingering) {
        return;
      }
      isLingering = true;
      complete(lineOut);
      if (!isClosed(httpOut)) {
        complete(httpOut);
      }
      if (isClosed(lineIn) || conversation.isClosing()) {
        completeStage();
        return;
      }
      scheduleOnce("linger", limits.linger());
      want(lineIn);
    }

    /** Asks for more, unless that has been asked or there is none. */
    private void want(Inlet<ByteString> inlet) {
      if (!isClosed(inlet) && !hasBeenPulled(inlet) && !isAvailable(inlet)) {
        pull(inlet);
      }
    }
  }

  /** Ends a connection; nobody sees it. */
  private static final class Stalled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stalled() {
      super("nobody takes the answer", null, false, false);
    }
  }
}
