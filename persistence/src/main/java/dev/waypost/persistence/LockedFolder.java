package dev.waypost.persistence;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is locked for one process. The system lets go of the lock when the process dies,
 * however it dies.
 */
public final class LockedFolder implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final int OWNER_LENGTH_MAX = 20;

  private final Path path;
  private final FileChannel channel;

  private LockedFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes the folder, for its owner only, where it is missing, and locks it. */
  public static LockedFolder lock(Path folder) throws StartRefused {
    var path = folder.toAbsolutePath().normalize();
    try {
      OwnerOnly.makeFolder(path);
      var channel = FileChannel.open(path.resolve(LOCK), CREATE, READ, WRITE);
      var lock = tryLock(channel);
      if (lock == null) {
        var owner = owner(channel);
        channel.close();
        throw new StartRefused.DataFolderBusy(path, owner);
      }
      channel.truncate(0);
      channel.write(bytes(Long.toString(ProcessHandle.current().pid())));
      return new LockedFolder(path, channel);
    } catch (IOException e) {
      throw new StartRefused.DataFolderUnusable(path, "cannot be made or written to", e);
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("the lock of " + path + " could not be given back", e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this very process has it
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    var buffer = ByteBuffer.allocate(OWNER_LENGTH_MAX);
    var length = channel.read(buffer, 0);
    return length <= 0
        ? ""
        : " (" + new String(buffer.array(), 0, length, StandardCharsets.US_ASCII) + ")";
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
