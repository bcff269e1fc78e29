package dev.waypost.engine.smtp;

import dev.waypost.engine.delivery.Envelope;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.smtp.SmtpDialogue.Answer;
import dev.waypost.engine.smtp.SmtpDialogue.Said;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An opened connection over its life of many mails. Event loop only, but for {@link #onLoop},
 * {@link #isBroken} and {@link #isWornOut}.
 */
final class SmtpSession {
  private final SmtpSettings settings;
  private final SmtpDialogue dialogue;
  private final SmtpExtensions extensions;
  private volatile SmtpTransaction.Afterwards state = SmtpTransaction.Afterwards.CLEAN;
  private final AtomicInteger mails = new AtomicInteger();
  private boolean stale;
  private Runnable stopIdleTimers = () -> {};

  SmtpSession(SmtpSettings settings, SmtpDialogue dialogue, SmtpExtensions extensions) {
    this.settings = settings;
    this.dialogue = dialogue;
    this.extensions = extensions;
  }

  void onLoop(Runnable task) {
    var loop = dialogue.channel().eventLoop();
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  void send(Envelope envelope, byte[] message, CompletableFuture<Outcome> result) {
    whenClean(
        clean -> {
          if (clean) {
            transact(envelope, message, result);
          } else {
            result.complete(new Outcome.Untried(Reply.local("the connection was lost before")));
          }
        });
  }

  private void transact(Envelope envelope, byte[] message, CompletableFuture<Outcome> result) {
    var transaction =
        new SmtpTransaction(
            dialogue,
            settings.timeouts(),
            settings.host(),
            extensions,
            mails.getAndIncrement() > 0,
            envelope,
            message,
            (outcome, afterwards) -> {
              state = afterwards;
              if (afterwards == SmtpTransaction.Afterwards.BROKEN) {
                dialogue.lose(SmtpDialogue.Loss.CLOSED, "the transaction failed");
              }
              result.complete(outcome);
            });
    transaction.begin();
  }

  /** Whether it may carry the next mail, after RSET where one is due. */
  void whenClean(Consumer<Boolean> then) {
    if (isBroken()) {
      then.accept(false);
    } else if (state == SmtpTransaction.Afterwards.DIRTY) {
      reset(then);
    } else {
      then.accept(true);
    }
  }

  /** Takes it out of idleness: whether it still answers. */
  void wake(Consumer<Boolean> then) {
    stopIdleTimers.run();
    if (stale && !isBroken()) {
      reset(then);
    } else {
      whenClean(then);
    }
  }

  /** Begins to be idle, and tells when it has been for too long. */
  void rest(Runnable expired) {
    stale = settings.reuse().probeAfter().isZero();
    var loop = dialogue.channel().eventLoop();
    var aging =
        loop.schedule(
            () -> {
              stale = true;
            },
            settings.reuse().probeAfter().toNanos(),
            TimeUnit.NANOSECONDS);
    var end = loop.schedule(expired, settings.reuse().idleKeep().toNanos(), TimeUnit.NANOSECONDS);
    stopIdleTimers =
        () -> {
          aging.cancel(false);
          end.cancel(false);
        };
  }

  boolean isWornOut() {
    return mails.get() >= settings.reuse().mailsMax();
  }

  boolean isBroken() {
    return state == SmtpTransaction.Afterwards.BROKEN || dialogue.isLost();
  }

  /** Says goodbye; closes without an answer after a while. */
  void quit() {
    stopIdleTimers.run();
    if (!dialogue.isLost()) {
      dialogue.ask("QUIT", settings.timeouts().probe(), answer -> drop("we said QUIT"));
    }
  }

  void drop(String why) {
    stopIdleTimers.run();
    dialogue.lose(SmtpDialogue.Loss.CLOSED, why);
  }

  void whenClosed(Runnable then) {
    dialogue.channel().closeFuture().addListener((ChannelFutureListener) f -> then.run());
  }

  private void reset(Consumer<Boolean> then) {
    dialogue.ask("RSET", settings.timeouts().probe(), answer -> then.accept(isReset(answer)));
  }

  private boolean isReset(Answer answer) {
    if (answer instanceof Said(var reply) && reply.isPositive()) {
      state = SmtpTransaction.Afterwards.CLEAN;
      stale = false;
      return true;
    }
    drop("RSET was not answered well");
    return false;
  }
}
