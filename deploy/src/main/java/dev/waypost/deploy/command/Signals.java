package dev.waypost.deploy.command;

import java.util.concurrent.CountDownLatch;

/** Runs until SIGTERM or Ctrl-C, then drains and ends the process with exit code 0. */
public final class Signals implements Shell.Foreground {
  @Override
  public void untilStopped(Runnable stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  var code = 1;
                  try {
                    stop.run();
                    code = 0;
                  } finally {
                    // A signal's own code would be 143; whoever drained has done what was asked.
                    Runtime.getRuntime().halt(code);
                  }
                },
                "drain"));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
