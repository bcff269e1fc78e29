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

  private static final int FAILED_BYTES_MAX = 512;

  /** Handed to the line at a time, so that a caller who takes slowly is seen to take. */
  private static final int PIECE_BYTES = 16 << 10;

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

    /** Since when nothing has happened between two requests, or a head has been coming in. */
    private long quietSince;

    private boolean isInHead;
    private int headBytes;
    private int headsSeen;

    /** Of the present body: how long we waited for bytes, since when we do now, and what came. */
    private long waitedNanos;

    private long pulledSince;
    private boolean isPulled;
    private long windowBytes;

    /** A piece of the answer is with the line, the rest of it waits; nothing follows the last. */
    private boolean isWriting;

    private long writingSince;
    private ByteString unwritten = ByteString.emptyByteString();
    private boolean isLast;
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
              isPulled = true;
              pulledSince = now();
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
              unwritten = ours(grab(httpIn));
              write();
            }

            @Override
            public void onUpstreamFinish() {
              isLast = true;
              write();
            }
          });
      setHandler(
          lineOut,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              isWriting = false;
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
      quietSince = now();
      scheduleWithFixedDelay("look", tick(), tick());
      connections.add(this);
      instruments.counters().opened();
    }

    @Override
    public void postStop() {
      instruments.counters().closed();
      connections.remove(this);
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
      waitedNanos += isPulled ? now() - pulledSince : 0;
      isPulled = false;
      windowBytes += bytes.size();
      if (isLingering || isClosed(httpOut)) {
        pull(lineIn);
        return;
      }
      if (!conversation.isBusy()) {
        if (!isHeadGoingOn()) {
          beginHead();
        } else if (headBytes > limits.headBytes()) {
          instruments.counters().count(PortCounter.UNREADABLE);
          refuse(Problem.headTooLarge("request line and headers are too long together"));
          return;
        }
        headBytes += bytes.size();
      }
      push(httpOut, bytes);
    }

    /** Whether what comes belongs to a head whose beginning we have seen. */
    private boolean isHeadGoingOn() {
      return isInHead && headsSeen == conversation.begun();
    }

    private void beginHead() {
      isInHead = true;
      headsSeen = conversation.begun();
      headBytes = 0;
      quietSince = now();
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
      if (isWriting && now - writingSince > limits.answerStall().toNanos()) {
        instruments.counters().count(PortCounter.STALLED_ANSWERS);
        failStage(new Stalled());
      } else if (isLast) {
        return;
      } else if (conversation.isBusy()) {
        isInHead = false;
        quietSince = now;
        lookAtBody(now);
      } else if (isHeadGoingOn()) {
        if (now - quietSince > limits.headLimit().toNanos()) {
          instruments.counters().count(PortCounter.SLOW_HEADS);
          refuse(Problem.timedOut("the headers did not arrive in time"));
        }
      } else if (isWriting) {
        isInHead = false;
        quietSince = now;
      } else if (conversation.isClosing()) {
        complete(httpOut);
      } else if (now - quietSince > limits.idleTimeout().toNanos()) {
        instruments.counters().count(PortCounter.IDLE_CLOSED);
        complete(httpOut);
      } else if (isInHead) {
        isInHead = false;
        quietSince = now;
      }
    }

    private void lookAtBody(long now) {
      if (!conversation.isBodyAwaited()) {
        waitedNanos = 0;
        windowBytes = 0;
        pulledSince = now;
        return;
      }
      if (waitedNanos + (isPulled ? now - pulledSince : 0) < limits.bodyWindow().toNanos()) {
        return;
      }
      if (windowBytes < limits.bodyLeast() && !isClosed(httpOut)) {
        instruments.counters().count(PortCounter.SLOW_BODIES);
        conversation.tooSlow();
        complete(httpOut);
        want(lineIn);
      }
      waitedNanos = 0;
      windowBytes = 0;
      pulledSince = now;
    }

    /**
     * Whatever we answer has a number. A 500 without one is the HTTP layer's, which fails over some
     * requests that it has parsed (HTTP/1.0 with chunks): the last answer of this connection.
     */
    private ByteString ours(ByteString answer) {
      var text = answer.size() < FAILED_BYTES_MAX ? answer.utf8String() : "";
      if (!text.startsWith("HTTP/1.1 500 ") || text.contains("\r\nRequest-Id: ")) {
        return answer;
      }
      instruments.counters().count(PortCounter.UNREADABLE);
      return RawAnswer.of(
          Problem.unreadable("this is no HTTP request that can be read"),
          instruments.nextRequestId());
    }

    /** Says the last word instead of HTTP, which has nothing to say yet. */
    private void refuse(Problem problem) {
      cancel(httpIn);
      complete(httpOut);
      unwritten = unwritten.concat(RawAnswer.of(problem, instruments.nextRequestId()));
      isLast = true;
      write();
    }

    /** Goes on as soon as the line has taken what it has. */
    private void write() {
      if (isWriting) {
        return;
      }
      if (unwritten.isEmpty()) {
        if (isLast) {
          endLine();
        } else {
          want(httpIn);
        }
      } else if (isAvailable(lineOut)) {
        var piece = unwritten.take(PIECE_BYTES);
        unwritten = unwritten.drop(PIECE_BYTES);
        isWriting = true;
        writingSince = now();
        push(lineOut, piece);
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
