package dev.waypost.http.server;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Passes bytes on. When its reader gives up it goes on reading and drops, up to a bound: to cancel
 * the body of a request, or to answer before its end, closes the connection under a caller that
 * still writes.
 */
final class ReadOn extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("ReadOn.in");
  private final Outlet<ByteString> out = Outlet.create("ReadOn.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final long bytesMax;
  private final CompletableFuture<Done> ended;

  /**
   * @param ended completed when no more is read, for whatever reason
   */
  ReadOn(long bytesMax, CompletableFuture<Done> ended) {
    this.bytesMax = bytesMax;
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

  private final class Logic extends GraphStageLogic {
    private boolean isDropping;
    private long dropped;

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              pushed(grab(in));
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(in);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              drop();
            }
          });
    }

    @Override
    public void postStop() {
      ended.complete(Done.getInstance());
    }

    private void pushed(ByteString bytes) {
      if (!isDropping) {
        push(out, bytes);
        return;
      }
      dropped += bytes.size();
      if (dropped > bytesMax) {
        completeStage();
      } else {
        pull(in);
      }
    }

    private void drop() {
      isDropping = true;
      if (isClosed(in)) {
        completeStage();
      } else if (!hasBeenPulled(in)) {
        pull(in);
      }
    }
  }
}
