package dev.waypost.engine.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The commands and replies of one connection: every expected reply has a time limit and is answered
 * exactly once, {@link Said} or {@link Lost}. What comes unasked (a 421 while idle, anything that
 * is no reply) loses the connection. Everything here happens on the connection's event loop.
 */
final class SmtpDialogue extends SimpleChannelInboundHandler<SmtpReply> {
  /** What became of an expected reply. */
  sealed interface Answer {}

  record Said(SmtpReply reply) implements Answer {}

  /** No reply, and none will come: the connection is closed. */
  record Lost(Loss loss, String why) implements Answer {}

  enum Loss {
    /** The connection was closed or failed. */
    CLOSED,
    /** It was silent for too long, so we closed it. */
    SILENT,
    /** It said what is no reply, or spoke out of turn, so we closed it. */
    GARBLED
  }

  private record Expected(Duration limit, Consumer<Answer> then) {}

  private final Channel channel;
  private final SmtpReplyDecoder decoder;
  // At most three: MAIL, RCPT and DATA.
  private final Queue<Expected> expected = new ArrayDeque<>(3);
  private Runnable stopTimer = () -> {};
  private volatile Optional<Lost> lost = Optional.empty();

  SmtpDialogue(Channel channel, SmtpReplyDecoder decoder) {
    this.channel = channel;
    this.decoder = decoder;
  }

  Channel channel() {
    return channel;
  }

  boolean isLost() {
    return lost.isPresent() || !channel.isActive();
  }

  /** Bytes that the server sent beyond the reply that is being answered. */
  boolean hasUnreadBytes() {
    return decoder.unreadBytes() > 0;
  }

  /** Writes a command, which goes out with the next {@link #flush}. */
  void command(String line, Duration limit, Consumer<Answer> then) {
    if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("an SMTP command is one line");
    }
    var unused = write(ByteBufUtil.writeUtf8(channel.alloc(), line + "\r\n"));
    expect(limit, then);
  }

  /** Writes and flushes a command. */
  void ask(String line, Duration limit, Consumer<Answer> then) {
    command(line, limit, then);
    flush();
  }

  /** Expects one more reply after those expected already. */
  void expect(Duration limit, Consumer<Answer> then) {
    if (isLost()) {
      then.accept(lost.orElse(new Lost(Loss.CLOSED, "the connection was closed")));
      return;
    }
    expected.add(new Expected(limit, then));
    if (expected.size() == 1) {
      startTimer(limit);
    }
  }

  ChannelFuture write(ByteBuf bytes) {
    return channel.write(bytes);
  }

  void flush() {
    channel.flush();
  }

  /** Starts the clock of the first expected reply anew. */
  void allow(Duration limit) {
    if (!expected.isEmpty()) {
      startTimer(limit);
    }
  }

  /** Closes the connection and answers all who expect a reply. */
  void lose(Loss loss, String why) {
    if (lost.isPresent()) {
      return;
    }
    var answer = new Lost(loss, why);
    lost = Optional.of(answer);
    stopTimer.run();
    var unused = channel.close();
    while (!expected.isEmpty()) {
      expected.remove().then().accept(answer);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, SmtpReply reply) {
    if (expected.isEmpty()) {
      lose(Loss.CLOSED, "the server ended the connection: " + reply.shown());
      return;
    }
    stopTimer.run();
    var first = expected.remove();
    if (!expected.isEmpty()) {
      startTimer(expected.element().limit());
    }
    first.then().accept(new Said(reply));
    if (reply.isGoodbye()) {
      lose(Loss.CLOSED, "the server ended the connection: " + reply.shown());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    lose(Loss.CLOSED, "the connection was closed by the server");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var garbage = cause instanceof DecoderException && cause.getCause() == null;
    if (garbage) {
      lose(Loss.GARBLED, "the server sent " + cause.getMessage());
    } else {
      lose(Loss.CLOSED, "the connection failed: " + cause.getMessage());
    }
  }

  private void startTimer(Duration limit) {
    stopTimer.run();
    Future<?> timer =
        channel
            .eventLoop()
            .schedule(
                () -> lose(Loss.SILENT, "no reply within " + limit.toMillis() + " ms"),
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
    stopTimer = () -> timer.cancel(false);
  }
}
