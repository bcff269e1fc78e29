package dev.waypost.persistence;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files and folders that nobody but their owner may read, whatever the umask is and whoever made
 * the folder around them. Where the file system knows no permissions they are as it makes them.
 */
public final class OwnerOnly {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private OwnerOnly() {}

  /** Makes a folder with its parents where they are missing; leaves one that is there as it is. */
  static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder, attributes(folder, FOLDER));
  }

  /** Makes a folder where it is missing, and closes one that is there. */
  public static void closedFolder(Path folder) throws IOException {
    makeFolder(folder);
    close(folder, FOLDER);
  }

  /** Opens a file; one that this makes is its owner's only. */
  public static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
    return FileChannel.open(file, options, attributes(file, FILE));
  }

  /** Closes a file if there is one. */
  public static void close(Path file) {
    close(file, FILE);
  }

  /** A file of another owner stays open: no reason to refuse, but one to say so. */
  private static void close(Path path, Set<PosixFilePermission> wanted) {
    if (!isPosix(path)) {
      return;
    }
    try {
      var found = Files.getPosixFilePermissions(path);
      if (!wanted.containsAll(found)) {
        found.retainAll(wanted);
        Files.setPosixFilePermissions(path, found);
        LOG.info("{} was open to others; now only its owner may read it.", path);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("There is no {} yet.", path);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("{} may be read by others, and could not be closed to them: {}", path, e.toString());
    }
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
