package dev.waypost.deploy.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Some rows at a time, with pauses, so that a kill or an outage finds an intake half way. */
final class SlowBytes extends InputStream {
  private static final int PIECE = 4096;
  private final byte[] all;
  private int at;

  SlowBytes(String text) {
    all = text.getBytes(StandardCharsets.UTF_8);
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
      Thread.sleep(120);
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
