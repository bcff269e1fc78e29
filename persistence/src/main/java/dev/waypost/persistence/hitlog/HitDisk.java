package dev.waypost.persistence.hitlog;

import dev.waypost.persistence.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The disk as the writer sees it: a seam where tests let it fill up. */
interface HitDisk {
  /** Opens a file to write, creates it if there is none. */
  SegmentFile open(Path path) throws IOException;

  /** One file being written. */
  interface SegmentFile extends Closeable {
    /** Writes all of the buffer at that place, or fails after some of it. */
    void write(ByteBuffer from, long at) throws IOException;

    long size() throws IOException;

    void truncate(long bytes) throws IOException;

    void sync() throws IOException;
  }

  /** The real disk. */
  HitDisk REAL =
      path -> {
        var channel =
            OwnerOnly.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        return new ChannelFile(channel);
      };

  /** A file of the real disk. */
  record ChannelFile(FileChannel channel) implements SegmentFile {
    @Override
    public void write(ByteBuffer from, long at) throws IOException {
      var place = at;
      while (from.hasRemaining()) {
        place += channel.write(from, place);
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
