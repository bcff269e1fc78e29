package dev.waypost.engine.smtp;

import dev.waypost.engine.delivery.Transport.Unavailable;
import dev.waypost.engine.smtp.SmtpOpening.HandshakeFailed;
import dev.waypost.engine.smtp.SmtpOpening.StartTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens new connections: looks the host up, tries its addresses one after the other, and under
 * opportunistic TLS comes back unencrypted when the handshake fails. Safe for many threads; results
 * come on the connection's event loop, failures are {@link Unavailable}.
 */
final class SmtpConnector {
  /** How long a relay whose TLS is broken is spoken to in the clear, under opportunistic TLS. */
  private static final long TLS_BROKEN_MINUTES = 60;

  private static final int ADDRESSES_MAX = 4;
  private static final Logger LOG = LoggerFactory.getLogger(SmtpTransport.class);

  private final SmtpSettings settings;
  private final SmtpTls tls;
  private final EventLoopGroup loops;
  // One thread: the JDK's look-up blocks, and its answers are cached.
  private final ExecutorService resolver =
      Executors.newSingleThreadExecutor(new DefaultThreadFactory("smtp-resolver", true));
  private volatile boolean tlsBroken;

  SmtpConnector(SmtpSettings settings, SmtpTls tls, EventLoopGroup loops) {
    this.settings = settings;
    this.tls = tls;
    this.loops = loops;
  }

  CompletableFuture<SmtpSession> open() {
    var result = new CompletableFuture<SmtpSession>();
    try {
      open(result);
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new Unavailable("the SMTP transport is closed", e));
    }
    return result;
  }

  /** Whoever still waits is told nothing more. */
  void close() {
    resolver.shutdown();
  }

  private void open(CompletableFuture<SmtpSession> result) {
    var unused =
        CompletableFuture.supplyAsync(this::addresses, resolver)
            .whenComplete(
                (addresses, failure) -> {
                  if (failure == null) {
                    connectTo(addresses, 0, result);
                  } else {
                    result.completeExceptionally(
                        failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
                  }
                });
  }

  private InetAddress[] addresses() {
    try {
      return InetAddress.getAllByName(settings.host());
    } catch (UnknownHostException e) {
      throw new CompletionException(
          new Unavailable(
              "the SMTP server's name "
                  + settings.host()
                  + " does not resolve; check smtp host and DNS",
              e));
    }
  }

  private void connectTo(
      InetAddress[] addresses, int index, CompletableFuture<SmtpSession> result) {
    var connecting =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            // Nobody reads before the dialogue is there to hear it.
            .option(ChannelOption.AUTO_READ, false)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) settings.timeouts().connect().toMillis())
            .handler(new Blank())
            .connect(new InetSocketAddress(addresses[index], settings.port()));
    connecting.addListener(
        f -> {
          if (f.isSuccess()) {
            greet(connecting.channel(), result);
          } else if (index + 1 < Math.min(addresses.length, ADDRESSES_MAX)) {
            connectTo(addresses, index + 1, result);
          } else {
            result.completeExceptionally(
                new Unavailable(
                    "the SMTP server "
                        + settings.host()
                        + ":"
                        + settings.port()
                        + " cannot be reached: "
                        + f.cause().getMessage()
                        + "; check smtp host and port, and that it runs",
                    f.cause()));
          }
        });
  }

  private void greet(Channel channel, CompletableFuture<SmtpSession> result) {
    var decoder = new SmtpReplyDecoder();
    var dialogue = new SmtpDialogue(channel, decoder);
    channel.pipeline().addLast(decoder, dialogue);
    var opening = new SmtpOpening(settings, tls, startTls(), dialogue).begin();
    channel.config().setAutoRead(true);
    var unused =
        opening.whenComplete(
            (extensions, failure) -> {
              if (failure == null) {
                result.complete(new SmtpSession(settings, dialogue, extensions));
              } else if (failure instanceof HandshakeFailed) {
                afterHandshakeFailed(failure, result);
              } else {
                result.completeExceptionally(failure);
              }
            });
  }

  private void afterHandshakeFailed(Throwable failure, CompletableFuture<SmtpSession> result) {
    var why = String.valueOf(failure.getMessage());
    if (settings.tls() == TlsPolicy.OPPORTUNISTIC) {
      rememberBrokenTls(why);
      open(result);
    } else {
      result.completeExceptionally(new Unavailable(why, failure));
    }
  }

  private StartTls startTls() {
    return switch (settings.tls()) {
      case OFF -> StartTls.NEVER;
      case OPPORTUNISTIC -> tlsBroken ? StartTls.NEVER : StartTls.WHEN_OFFERED;
      case REQUIRED -> StartTls.ALWAYS;
      case IMPLICIT -> StartTls.DONE;
    };
  }

  private void rememberBrokenTls(String why) {
    if (tlsBroken) {
      return;
    }
    tlsBroken = true;
    LOG.warn(
        "{}; speaking to it unencrypted for {} minutes, as smtp tls is opportunistic",
        why,
        TLS_BROKEN_MINUTES);
    var unused = loops.schedule(() -> tlsBroken = false, TLS_BROKEN_MINUTES, TimeUnit.MINUTES);
  }

  /** The pipeline is laid when the channel is connected. */
  private static final class Blank extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {}
  }
}
