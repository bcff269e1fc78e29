package dev.waypost.deploy.command;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import me.tongfei.progressbar.ProgressBar;

/** Moves a bar by what was read. */
final class CountedStream extends FilterInputStream {
  private final ProgressBar bar;

  CountedStream(InputStream in, ProgressBar bar) {
    super(in);
    this.bar = bar;
  }

  @Override
  public int read() throws IOException {
    var one = super.read();
    if (one >= 0) {
      bar.step();
    }
    return one;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    var count = super.read(buffer, offset, length);
    if (count > 0) {
      bar.stepBy(count);
    }
    return count;
  }
}
