package dev.waypost.engine.smtp;

import dev.waypost.engine.delivery.Envelope;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.Transport;
import dev.waypost.engine.smtp.SmtpOpening.HandshakeFailed;
import dev.waypost.engine.smtp.SmtpOpening.StartTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport towards one relay, whatever the recipient's domain. Connections are used again as
 * {@link SmtpReuse} says. Results come on an event loop thread ({@code smtp-N}), which must not be
 * blocked by whoever gets them.
 */
public final class SmtpTransport implements Transport {
  /** How long a relay whose TLS is broken is spoken to in the clear, under opportunistic TLS. */
  private static final long TLS_BROKEN_MINUTES = 60;

  private static final int ADDRESSES_MAX = 4;
  private static final Logger LOG = LoggerFactory.getLogger(SmtpTransport.class);

  private final SmtpSettings settings;
  private final SmtpTls tls;
  private final EventLoopGroup loops;
  private final ExecutorService resolver;
  private final Deque<SmtpSession> idle = new ArrayDeque<>();
  private final Set<SmtpSession> open = ConcurrentHashMap.newKeySet();
  private final Map<Long, CompletableFuture<Connection>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong connects = new AtomicLong();
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile boolean tlsBroken;

  /** Trusts the certificates that this JDK trusts. */
  public SmtpTransport(SmtpSettings settings) {
    this(settings, jdkTrust());
  }

  /**
   * @param trusting decides which certificates are trusted where the policy looks at them
   */
  public SmtpTransport(SmtpSettings settings, SSLContext trusting) {
    this.settings = settings;
    this.tls = SmtpTls.of(settings, trusting);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.threads(), new DefaultThreadFactory("smtp", true), NioIoHandler.newFactory());
    // One: the JDK's look-up blocks, and its answers are cached.
    this.resolver =
        Executors.newSingleThreadExecutor(new DefaultThreadFactory("smtp-resolver", true));
  }

  @Override
  public CompletionStage<Connection> connect(String recipientDomain) {
    var result = new CompletableFuture<Connection>();
    var number = connects.incrementAndGet();
    waiting.put(number, result);
    var told = result.whenComplete((connection, failure) -> waiting.remove(number));
    if (closing) {
      result.completeExceptionally(closed());
    } else {
      takeOrOpen(result);
    }
    return told;
  }

  private void takeOrOpen(CompletableFuture<Connection> result) {
    pollIdle()
        .ifPresentOrElse(
            session ->
                session.onLoop(
                    () ->
                        session.wake(
                            awake -> {
                              if (awake) {
                                handOut(session, result);
                              } else {
                                takeOrOpen(result);
                              }
                            })),
            () -> open(result));
  }

  private void handOut(SmtpSession session, CompletableFuture<Connection> result) {
    if (!result.complete(new Lease(session))) {
      session.drop("nobody wants it any more");
    }
  }

  private void open(CompletableFuture<Connection> result) {
    var unused =
        openOnce(startTls())
            .whenComplete(
                (session, failure) -> {
                  if (failure == null) {
                    handOut(session, result);
                  } else {
                    reopenOrFail(unwrapped(failure), result);
                  }
                });
  }

  private void reopenOrFail(Throwable failure, CompletableFuture<Connection> result) {
    if (failure instanceof HandshakeFailed
        && settings.tls() == TlsPolicy.OPPORTUNISTIC
        && !closing) {
      rememberBrokenTls(String.valueOf(failure.getMessage()));
      open(result);
    } else if (failure instanceof Unavailable) {
      result.completeExceptionally(failure);
    } else if (failure instanceof HandshakeFailed) {
      result.completeExceptionally(new Unavailable(String.valueOf(failure.getMessage()), failure));
    } else {
      result.completeExceptionally(
          new Unavailable(relay() + " cannot be reached: " + failure.getMessage(), failure));
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

  private CompletableFuture<SmtpSession> openOnce(StartTls startTls) {
    return CompletableFuture.supplyAsync(this::addresses, resolver)
        .thenCompose(addresses -> connectTo(addresses, 0))
        .thenCompose(channel -> greet(channel, startTls));
  }

  private InetAddress[] addresses() {
    try {
      return InetAddress.getAllByName(settings.host());
    } catch (UnknownHostException e) {
      throw new CompletionException(
          new Unavailable(
              "the SMTP server's name "
                  + settings.host()
                  + " does not resolve; check smtp host and"
                  + " DNS",
              e));
    }
  }

  /** Tries one address after the other. */
  private CompletableFuture<Channel> connectTo(InetAddress[] addresses, int index) {
    var result = new CompletableFuture<Channel>();
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
            result.complete(connecting.channel());
          } else if (index + 1 < Math.min(addresses.length, ADDRESSES_MAX)) {
            var unused =
                connectTo(addresses, index + 1)
                    .whenComplete((channel, e) -> settle(result, channel, e));
          } else {
            result.completeExceptionally(
                new Unavailable(
                    relay()
                        + " cannot be reached: "
                        + f.cause().getMessage()
                        + "; check smtp host and port, and that it runs",
                    f.cause()));
          }
        });
    return result;
  }

  private static void settle(
      CompletableFuture<Channel> result, Channel channel, Throwable failure) {
    if (failure == null) {
      result.complete(channel);
    } else {
      result.completeExceptionally(unwrapped(failure));
    }
  }

  private CompletableFuture<SmtpSession> greet(Channel channel, StartTls startTls) {
    var decoder = new SmtpReplyDecoder();
    var dialogue = new SmtpDialogue(channel, decoder);
    channel.pipeline().addLast(decoder, dialogue);
    var opening = new SmtpOpening(settings, tls, startTls, dialogue).begin();
    channel.config().setAutoRead(true);
    return opening.thenApply(
        extensions -> {
          var session = new SmtpSession(settings, dialogue, extensions);
          open.add(session);
          session.whenClosed(() -> forget(session));
          return session;
        });
  }

  /** In any thread, so that who releases and connects again gets the same connection. */
  private void release(SmtpSession session) {
    if (session.isBroken()) {
      session.onLoop(() -> session.drop("broken"));
    } else if (closing || session.isWornOut()) {
      session.onLoop(session::quit);
    } else {
      // Before it can be taken: whoever takes it ends its rest, on the same loop.
      session.onLoop(() -> session.rest(() -> expire(session)));
      if (!offerIdle(session)) {
        session.onLoop(session::quit);
      }
    }
  }

  private void expire(SmtpSession session) {
    if (removeIdle(session)) {
      session.quit();
    }
  }

  private void forget(SmtpSession session) {
    removeIdle(session);
    open.remove(session);
    if (closing && open.isEmpty()) {
      drained.countDown();
    }
  }

  private Optional<SmtpSession> pollIdle() {
    synchronized (idle) {
      return Optional.ofNullable(idle.pollFirst());
    }
  }

  private boolean offerIdle(SmtpSession session) {
    synchronized (idle) {
      if (idle.size() >= settings.reuse().idleMax()) {
        return false;
      }
      idle.addFirst(session);
      return true;
    }
  }

  private boolean removeIdle(SmtpSession session) {
    synchronized (idle) {
      return idle.remove(session);
    }
  }

  /**
   * Says QUIT on idle connections and waits, at most {@link SmtpSettings#drain}, for the mails on
   * their way. What is not ended by then is cut, and reported as the rules of {@link Outcome} have
   * it. Blocks; not for an event loop thread.
   */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    for (var next = pollIdle(); next.isPresent(); next = pollIdle()) {
      var session = next.get();
      session.onLoop(session::quit);
    }
    if (!open.isEmpty()) {
      awaitDrained();
    }
    open.forEach(session -> session.onLoop(() -> session.drop("we are stopping")));
    waiting.values().forEach(result -> result.completeExceptionally(closed()));
    resolver.shutdown();
    var stopped = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    if (!stopped.awaitUninterruptibly(2, TimeUnit.SECONDS)) {
      LOG.warn("the SMTP event loops did not stop within 2 s");
    }
  }

  private void awaitDrained() {
    try {
      if (!drained.await(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("{} SMTP connections did not end within {}", open.size(), settings.drain());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Unavailable closed() {
    return new Unavailable("the SMTP transport is closed");
  }

  private String relay() {
    return "the SMTP server " + settings.host() + ":" + settings.port();
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static SSLContext jdkTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /** The pipeline is laid when the channel is connected. */
  private static final class Blank extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {}
  }

  /** A session while it is handed out; worthless after {@link #release}. */
  private final class Lease implements Connection {
    private final SmtpSession session;
    private final AtomicBoolean sending = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();

    Lease(SmtpSession session) {
      this.session = session;
    }

    @Override
    public String host() {
      return settings.host();
    }

    @Override
    public CompletionStage<Outcome> send(Envelope envelope, byte[] message) {
      if (released.get() || !sending.compareAndSet(false, true)) {
        throw new IllegalStateException(
            "a connection sends one mail at a time, and none after its release");
      }
      var result = new CompletableFuture<Outcome>();
      var told = result.whenComplete((outcome, failure) -> sending.set(false));
      try {
        session.onLoop(() -> session.send(envelope, message, result));
      } catch (RejectedExecutionException e) {
        result.complete(new Outcome.Untried(Reply.local("the SMTP transport is closed")));
      }
      return told;
    }

    @Override
    public void release() {
      if (!released.compareAndSet(false, true) || loops.isShuttingDown()) {
        return;
      }
      if (sending.get()) {
        session.onLoop(() -> session.drop("released while a mail was on its way"));
      } else {
        SmtpTransport.this.release(session);
      }
    }
  }
}
