package dev.waypost.engine.delivery;

import java.util.concurrent.CompletionStage;

/**
 * The way to other mail servers. Implementations are safe for many threads and never block the
 * caller.
 *
 * <p>{@link #connect} gives an idle, greeted, authenticated connection, new or used before; the
 * holder sends one mail at a time and then gives it back or drops it. The number of connections
 * handed out at a time is bounded by whoever calls.
 */
public interface Transport extends AutoCloseable {
  /** One open connection, held by one attempt at a time. */
  interface Connection {
    /** Host name of the server, for people to read. */
    String host();

    /**
     * Sends one mail. Completes normally with an outcome whatever happens on the wire; waits for
     * the reply to the final dot for up to 10 minutes (RFC 5321 section 4.5.3.2.6). A second call
     * before the first has completed is a bug.
     */
    CompletionStage<Outcome> send(Envelope envelope, byte[] message);

    /** Gives the connection back for the next mail; a broken one is dropped. */
    void release();
  }

  /**
   * Opens a connection or takes an idle one that still answers.
   *
   * @return fails with {@link Unavailable} when there is none to be had now; nothing was said about
   *     any mail then
   */
  CompletionStage<Connection> connect(String recipientDomain);

  @Override
  void close();

  /**
   * No usable connection now: refused, greeted with 4yz or 5yz, TLS or AUTH failed. The message is
   * for people.
   */
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
      super(message);
    }

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
