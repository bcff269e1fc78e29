package dev.waypost.http.server;

import java.time.Duration;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/** A connection that is one too many: is told so, whatever it says, and ends soon. */
final class TurnedAway extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("TurnedAway.in");
  private final Outlet<ByteString> out = Outlet.create("TurnedAway.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final ByteString answer;
  private final Duration linger;
  private final Runnable ended;

  TurnedAway(ByteString answer, Duration linger, Runnable ended) {
    this.answer = answer;
    this.linger = linger;
    this.ended = ended;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              grab(in);
              pull(in);
            }

            @Override
            public void onUpstreamFinish() {
              if (isClosed(out)) {
                completeStage();
              }
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              emit(out, answer, () -> complete(out));
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              completeStage();
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
      scheduleOnce("linger", linger);
    }

    @Override
    public void onTimer(Object key) {
      completeStage();
    }

    @Override
    public void postStop() {
      ended.run();
    }
  }
}
