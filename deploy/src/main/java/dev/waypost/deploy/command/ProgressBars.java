package dev.waypost.deploy.command;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on stderr: a bar where a person looks, nothing elsewhere. */
final class ProgressBars {
  private static final int INTERVAL_MILLIS = 200;
  private static final int WIDTH = 78;
  private static final long KIB = 1024;

  private ProgressBars() {}

  static ProgressBar bytes(Shell shell, String task, long most) {
    return builder(shell, task, most).setUnit(" KiB", KIB).build();
  }

  static ProgressBar count(Shell shell, String task, long most) {
    return builder(shell, task, most).build();
  }

  private static ProgressBarBuilder builder(Shell shell, String task, long most) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(most)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(INTERVAL_MILLIS)
        .setMaxRenderedLength(WIDTH)
        .setConsumer(consumer(shell));
  }

  private static ProgressBarConsumer consumer(Shell shell) {
    return switch (shell.terminal()) {
      case PERSON -> new ConsoleProgressBarConsumer(shell.err(), WIDTH);
      case NOBODY -> new Silent();
    };
  }

  private static final class Silent implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return WIDTH;
    }

    @Override
    public void accept(String rendered) {}

    @Override
    public void close() {}
  }
}
