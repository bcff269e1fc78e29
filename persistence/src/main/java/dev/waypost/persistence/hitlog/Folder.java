package dev.waypost.persistence.hitlog;

import dev.waypost.persistence.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the log does to its folder beside writing hits. All of it blocks on the disk. */
final class Folder {
  private Folder() {}

  /** Makes new, renamed and deleted files in the folder durable. */
  static void sync(Path folder) throws IOException {
    try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** Replaces a small text file in one step that survives a power cut. */
  static void replace(Path file, String text) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    try (var out =
        OwnerOnly.open(
            fresh,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE))) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    var parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
  }

  /** The text of a small file; empty if there is none. */
  static Optional<String> text(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The segments in the order of the log. */
  static List<Segment> segments(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.flatMap(file -> Segment.of(file).stream()).sorted(Segment.ORDER).toList();
    }
  }
}
