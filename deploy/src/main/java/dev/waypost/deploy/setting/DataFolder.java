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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data folder, locked for one process until closed. The lock is the operating system's: it goes
 * with the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

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

  /** All that a node makes in it; folders behind their content. */
  private static final List<String> MADE =
      List.of("waypost.db", "waypost.db-wal", "waypost.db-shm", API_KEY, TOKEN_KEYS, "lock");

  private static final String HITS = "hits";

  private final LockedFolder locked;
  private final boolean isNew;

  private DataFolder(LockedFolder locked, boolean isNew) {
    this.locked = locked;
    this.isNew = isNew;
  }

  /**
   * Creates the folder if need be, readable by its owner only, and locks it.
   *
   * @throws Trouble with {@code BUSY} when another process has it
   */
  public static DataFolder open(Path path) {
    var isNew = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    try {
      return new DataFolder(LockedFolder.lock(path), isNew);
    } catch (StartRefused e) {
      throw Refusals.trouble(e);
    }
  }

  /**
   * Looks whether a start could make the folder and write into it, and leaves all as it is.
   *
   * @throws Trouble when it could not
   */
  public static void requireUsable(Path path) {
    var there = path.toAbsolutePath().normalize();
    while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
      var why =
          there != null && !Files.isDirectory(there) ? " is no folder" : " may not be written to";
      throw Trouble.configuration(
          Option.DATA.label()
              + ": "
              + path
              + " cannot be "
              + (path.equals(there) ? "used" : "made")
              + ", as "
              + there
              + why,
          "name a folder that this user may write to");
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

  /**
   * Closes a folder that nothing has been kept in yet, and takes it away if this opening made it.
   * What others have put there stays, and so does the folder then.
   */
  public void abandon() {
    if (isNew) {
      try {
        deleteHits();
        for (var name : MADE) {
          Files.deleteIfExists(path().resolve(name));
        }
        Files.delete(path());
      } catch (IOException e) {
        LOG.debug("{} stays behind", path(), e);
      }
    }
    close();
  }

  private void deleteHits() throws IOException {
    var hits = path().resolve(HITS);
    if (Files.isDirectory(hits, LinkOption.NOFOLLOW_LINKS)) {
      try (var files = Files.list(hits)) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(hits);
    }
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
