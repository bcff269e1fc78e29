package dev.waypost.engine.smtp;

import dev.waypost.engine.delivery.Envelope;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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
  private static final Logger LOG = LoggerFactory.getLogger(SmtpTransport.class);

  private final SmtpSettings settings;
  private final EventLoopGroup loops;
  private final SmtpConnector connector;
  private final Deque<SmtpSession> idle = new ArrayDeque<>();
  private final Set<SmtpSession> open = ConcurrentHashMap.newKeySet();
  private final Map<Long, CompletableFuture<Connection>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong connects = new AtomicLong();
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean closing;

  /** Trusts the certificates that this JDK trusts. */
  public SmtpTransport(SmtpSettings settings) {
    this(settings, jdkTrust());
  }

  /**
   * @param trusting decides which certificates are trusted where the policy looks at them
   */
  public SmtpTransport(SmtpSettings settings, SSLContext trusting) {
    this.settings = settings;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.threads(), new DefaultThreadFactory("smtp", true), NioIoHandler.newFactory());
    this.connector = new SmtpConnector(settings, SmtpTls.of(settings, trusting), loops);
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
        connector
            .open()
            .whenComplete(
                (session, failure) -> {
                  if (failure == null) {
                    open.add(session);
                    session.whenClosed(() -> forget(session));
                    handOut(session, result);
                  } else {
                    result.completeExceptionally(failure);
                  }
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
    connector.close();
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

  private static SSLContext jdkTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
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
