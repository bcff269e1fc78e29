package dev.waypost.deploy;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.http.server.CannotListen;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a port to open, and says in words of the operator why it does not. */
final class PortOpening {
  private PortOpening() {}

  /** Blocks. */
  static <T> T await(String bind, int port, CompletionStage<T> opening) {
    try {
      return opening.toCompletableFuture().get(Patience.START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException e) {
      if (isTaken(e)) {
        throw new Trouble(
            Exit.BUSY,
            "port " + refused(e, port) + " on " + bind + " is in use or not ours to take",
            "stop what listens there, or choose another with WAYPOST_API_PORT, WAYPOST_TRACK_PORT"
                + " or WAYPOST_OPS_PORT",
            e);
      }
      throw new IllegalStateException("a port did not open", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble(Exit.FAILED, "interrupted while starting", "start again", e);
    } catch (TimeoutException e) {
      throw new Trouble(
          Exit.FAILED, "port " + port + " did not open in time", "look at the log, start again", e);
    }
  }

  private static boolean isTaken(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BindException || t instanceof CannotListen) {
        return true;
      }
    }
    return false;
  }

  /**
   * The port that could not be opened; beside the API's there may be one for health and metrics.
   */
  private static int refused(Throwable failure, int wanted) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CannotListen refusal) {
        return refusal.port();
      }
    }
    return wanted;
  }
}
