package dev.waypost.persistence.hitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The real disk, until a test lets it fill up, fail or stall. */
final class FaultyDisk implements HitDisk {
  enum Mode {
    GOOD,
    /** Writes half of it and fails. */
    FULL,
    /** As FULL, and cannot be cut either. */
    BROKEN,
    SYNC_FAILS
  }

  volatile Mode mode = Mode.GOOD;
  volatile CountDownLatch stall = new CountDownLatch(0);

  @Override
  public SegmentFile open(Path path) throws IOException {
    return new Faulty(HitDisk.REAL.open(path));
  }

  private final class Faulty implements SegmentFile {
    private final SegmentFile real;

    Faulty(SegmentFile real) {
      this.real = real;
    }

    @Override
    public void write(ByteBuffer from, long at) throws IOException {
      try {
        stall.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (mode == Mode.FULL || mode == Mode.BROKEN) {
        from.limit(from.remaining() / 2);
        real.write(from, at);
        throw new IOException("No space left on device");
      }
      real.write(from, at);
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public void truncate(long bytes) throws IOException {
      if (mode == Mode.BROKEN) {
        throw new IOException("Input/output error");
      }
      real.truncate(bytes);
    }

    @Override
    public void sync() throws IOException {
      if (mode == Mode.SYNC_FAILS || mode == Mode.BROKEN) {
        throw new IOException("Input/output error");
      }
      real.sync();
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }
}
