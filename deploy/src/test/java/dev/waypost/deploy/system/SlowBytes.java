package dev.waypost.deploy.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Some rows at a time, with pauses that make half a second or more, so that a kill or an outage
 * finds an intake half way.
 */
final class SlowBytes extends InputStream {
  private static final int PIECE = 4096;
  private static final int PAUSES_MILLIS = 600;
  private final byte[] all;
  private final int pause;
  private int at;

  SlowBytes(String text) {
    all = text.getBytes(StandardCharsets.UTF_8);
    pause = Math.max(1, PAUSES_MILLIS / (1 + all.length / PIECE));
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("in pieces only");
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (at == all.length) {
      return -1;
    }
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
    var piece = Math.min(Math.min(PIECE, length), all.length - at);
    System.arraycopy(all, at, into, offset, piece);
    at += piece;
    return piece;
  }
}
