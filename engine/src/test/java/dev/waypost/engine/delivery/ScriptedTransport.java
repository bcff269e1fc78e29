package dev.waypost.engine.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A transport without a wire: each mail ends as the script says, in order, and as delivered when it
 * is at its end. Remembers what was sent.
 */
public final class ScriptedTransport implements Transport {
  /** One mail that was handed to it. */
  public record Sent(Envelope envelope, byte[] message) {}

  private final Queue<Supplier<CompletionStage<Outcome>>> script = new ArrayDeque<>();
  private final List<Sent> sent = new ArrayList<>();
  private boolean reachable = true;
  private boolean closed;
  private int held;

  /** The next mail ends so. */
  public synchronized ScriptedTransport then(Outcome outcome) {
    return thenLater(CompletableFuture.completedFuture(outcome));
  }

  /** The next mail ends when and as the test says. */
  public synchronized ScriptedTransport thenLater(CompletionStage<Outcome> outcome) {
    script.add(() -> outcome);
    return this;
  }

  public synchronized ScriptedTransport unreachable() {
    reachable = false;
    return this;
  }

  public synchronized ScriptedTransport reachable() {
    reachable = true;
    return this;
  }

  public synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** Connections handed out and not given back. */
  public synchronized int held() {
    return held;
  }

  @Override
  public synchronized CompletionStage<Connection> connect(String recipientDomain) {
    if (closed || !reachable) {
      return CompletableFuture.failedFuture(
          new Unavailable(closed ? "the transport is closed" : "scripted to be unreachable"));
    }
    held++;
    return CompletableFuture.completedFuture(new Held());
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private synchronized CompletionStage<Outcome> ending(Envelope envelope, byte[] message) {
    sent.add(new Sent(envelope, message));
    var next = script.poll();
    return next == null
        ? CompletableFuture.completedFuture(
            new Outcome.Delivered(
                new Reply(250, "2.0.0", "scripted.test", SmtpReplyText.redact("accepted"))))
        : next.get();
  }

  private synchronized void giveBack() {
    held--;
  }

  private final class Held implements Connection {
    private boolean sending;
    private boolean released;

    @Override
    public String host() {
      return "scripted.test";
    }

    @Override
    public synchronized CompletionStage<Outcome> send(Envelope envelope, byte[] message) {
      if (released || sending) {
        throw new IllegalStateException(
            "a connection sends one mail at a time, and none after its release");
      }
      sending = true;
      return ending(envelope, message).whenComplete((outcome, failure) -> sent());
    }

    @Override
    public synchronized void release() {
      if (!released) {
        released = true;
        giveBack();
      }
    }

    private synchronized void sent() {
      sending = false;
    }
  }
}
