package dev.waypost.deploy.setting;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The data folder, locked for one process until closed. The lock is the operating system's: it goes
 * with the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
  /** Name of the file with the generated API key. */
  public static final String API_KEY = "api-key";

  /** Name of the file with the generated signing keys. */
  public static final String TOKEN_KEYS = "token-keys";

  /** A secret, and whether this call made it up. */
  public sealed interface Kept {
    Secret secret();

    record Found(Secret secret) implements Kept {}

    record Generated(Secret secret) implements Kept {}
  }

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Creates the folder if need be, readable by its owner only, and locks it.
   *
   * @throws Trouble with {@code BUSY} when another process has it
   */
  public static DataFolder open(Path path) {
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path, ownerOnly(path, "rwx------"));
      }
      var file = path.resolve("lock");
      var channel =
          FileChannel.open(
              file,
              EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              ownerOnly(path, "rw-------"));
      if (!isLocked(channel)) {
        channel.close();
        throw new Trouble(
            Exit.BUSY,
            "the data folder " + path + " is in use by another Waypost",
            "stop that one, or choose another folder with " + Option.DATA.variable());
      }
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw new Trouble(
          Exit.CONFIGURATION,
          "the data folder " + path + " cannot be used: " + e.getClass().getSimpleName(),
          "make it a folder that this user may write to, or choose another with "
              + Option.DATA.variable(),
          e);
    }
  }

  public Path path() {
    return path;
  }

  /** Content of a secret file of a folder that may belong to another process; empty if none. */
  public static Optional<Secret> peek(Path folder, String name) throws IOException {
    var file = folder.resolve(name);
    return Files.exists(file)
        ? Optional.of(Files.readString(file).strip()).filter(t -> !t.isEmpty()).map(Secret::new)
        : Optional.empty();
  }

  /**
   * The secret of that name. Without one, {@code fresh} is written, synced and moved into place, so
   * that a crash leaves all of it or nothing.
   */
  public Kept secret(String name, Supplier<String> fresh) {
    try {
      var found = peek(path, name);
      if (found.isPresent()) {
        return new Kept.Found(found.get());
      }
      var secret = new Secret(fresh.get());
      var part = path.resolve(name + ".new");
      Files.deleteIfExists(part);
      try (var out =
          FileChannel.open(
              part,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownerOnly(path, "rw-------"))) {
        var bytes = ByteBuffer.wrap((secret.text() + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(part, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      syncFolder();
      return new Kept.Generated(secret);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException("the folder is locked, yet another wrote " + name, e);
    } catch (IOException e) {
      throw new Trouble(
          Exit.CONFIGURATION,
          "the file " + path.resolve(name) + " cannot be read or written",
          "check its permissions and the space on the disk",
          e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new IllegalStateException("the lock of " + path + " cannot be closed", e);
    }
  }

  private void syncFolder() throws IOException {
    if (isPosix(path)) {
      try (var folder = FileChannel.open(path, StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    Set<java.nio.file.attribute.PosixFilePermission> set =
        PosixFilePermissions.fromString(permissions);
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
