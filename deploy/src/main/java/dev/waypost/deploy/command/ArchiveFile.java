package dev.waypost.deploy.command;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of lines that is there as a whole or not at all: written under another name, synced, and
 * moved into place. For its owner only, since it holds persons.
 */
final class ArchiveFile {
  private static final int BUFFER = 1 << 16;

  /** Writes lines. */
  interface Content {
    void writeTo(Writer out) throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(ArchiveFile.class);

  private ArchiveFile() {}

  /**
   * Refuses to write over a file that does not begin so.
   *
   * @param beginning of the first line
   */
  static void requireOwn(Path file, String beginning) {
    if (Files.exists(file) && !beginsWith(file, beginning)) {
      throw new Trouble(
          Exit.FAILED,
          file + " is there already, and is no archive of this campaign",
          "name another file with --to, or move that one away");
    }
  }

  private static boolean beginsWith(Path file, String beginning) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      var first = new char[beginning.length()];
      return in.read(first) == first.length && new String(first).equals(beginning);
    } catch (IOException e) {
      return false; // whatever it is, it is no archive
    }
  }

  static void write(Path file, Content content) {
    var part = file.resolveSibling(file.getFileName() + ".part");
    try {
      var options =
          Set.of(
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      try (var channel = FileChannel.open(part, options, ownerOnly(part))) {
        var packed = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER);
        var out = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8));
        content.writeTo(out);
        out.flush();
        packed.finish();
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      var folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        syncFolder(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new Trouble(
          Exit.FAILED,
          file + " cannot be written: " + e.getMessage(),
          "make room there or name another file with --to; nothing was deleted",
          e);
    } finally {
      drop(part);
    }
  }

  /** There is none any more when it has become the file. */
  private static void drop(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      log.debug("{} stays", part, e);
    }
  }

  private static void syncFolder(Path folder) throws IOException {
    if (isPosix(folder)) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return isPosix(file)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
