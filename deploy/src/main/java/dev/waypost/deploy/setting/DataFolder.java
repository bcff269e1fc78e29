package dev.waypost.deploy.setting;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.persistence.LockedFolder;
import dev.waypost.persistence.StartRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

  private final LockedFolder locked;

  private DataFolder(LockedFolder locked) {
    this.locked = locked;
  }

  /**
   * Creates the folder if need be, readable by its owner only, and locks it.
   *
   * @throws Trouble with {@code BUSY} when another process has it
   */
  public static DataFolder open(Path path) {
    try {
      return new DataFolder(LockedFolder.lock(path));
    } catch (StartRefused e) {
      throw Refusals.trouble(e);
    }
  }

  /** The same folder, for whoever keeps a database in it. */
  public LockedFolder locked() {
    return locked;
  }

  public Path path() {
    return locked.path();
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
      var found = peek(path(), name);
      if (found.isPresent()) {
        return new Kept.Found(found.get());
      }
      var secret = new Secret(fresh.get());
      var part = path().resolve(name + ".new");
      Files.deleteIfExists(part);
      try (var out =
          FileChannel.open(
              part,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownerOnly(path(), "rw-------"))) {
        var bytes = ByteBuffer.wrap((secret.text() + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(part, path().resolve(name), StandardCopyOption.ATOMIC_MOVE);
      syncFolder();
      return new Kept.Generated(secret);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException("the folder is locked, yet another wrote " + name, e);
    } catch (IOException e) {
      throw new Trouble(
          Exit.CONFIGURATION,
          "the file " + path().resolve(name) + " cannot be read or written",
          "check its permissions and the space on the disk",
          e);
    }
  }

  @Override
  public void close() {
    locked.close();
  }

  private void syncFolder() throws IOException {
    if (isPosix(path())) {
      try (var folder = FileChannel.open(path(), StandardOpenOption.READ)) {
        folder.force(true);
      }
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
