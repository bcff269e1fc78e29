package dev.waypost.persistence.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks for words in whatever lies in a folder, byte by byte. */
public final class Bytes {
  private Bytes() {}

  /** Each as {@code file: word}. */
  public static List<String> found(Path folder, List<String> words) {
    var found = new ArrayList<String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (var word : words) {
          var bytes = word.getBytes(StandardCharsets.UTF_8);
          if (text.contains(new String(bytes, StandardCharsets.ISO_8859_1))) {
            found.add(folder.relativize(file) + ": " + word);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
