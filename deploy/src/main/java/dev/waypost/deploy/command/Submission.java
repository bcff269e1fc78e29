package dev.waypost.deploy.command;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.client.MalformedJson;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What {@code send} submits.
 *
 * @param body as the API takes it
 * @param contentType of the rows
 * @param idempotencyKey the same for the same campaign and rows
 * @param bytes size of the rows
 */
record Submission(
    String campaign, Json body, Path rows, String contentType, String idempotencyKey, long bytes) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  static Submission read(Path campaignFile, Path rows) {
    var whole = campaign(campaignFile);
    var body = new LinkedHashMap<>(whole.members());
    body.remove("campaign");
    var name = whole.at("campaign").asText().orElseGet(() -> nameOf(campaignFile));
    if (!NAME.matcher(name).matches()) {
      throw new Trouble(
          Exit.USAGE,
          "\"" + name + "\" is no name for a campaign (lower-case letters, digits and . _ -)",
          "rename " + campaignFile.getFileName() + ", or add a field \"campaign\" with the name");
    }
    try {
      var type =
          rows.toString().toLowerCase(Locale.ROOT).endsWith(".csv")
              ? "text/csv"
              : "application/x-ndjson";
      return new Submission(
          name, Json.object(body), rows, type, keyFor(name, rows), Files.size(rows));
    } catch (IOException e) {
      throw unreadable(rows, e);
    }
  }

  private static Json.Members campaign(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    try {
      return switch (Json.parse(bytes)) {
        case Json.Members members -> members;
        case Json.Items items -> throw noObject(file, "an array");
        case Json.Text text -> throw noObject(file, "a text");
        case Json.Figure figure -> throw noObject(file, "a number");
        case Json.Truth truth -> throw noObject(file, String.valueOf(truth.value()));
        case Json.Absent absent -> throw noObject(file, "null");
      };
    } catch (MalformedJson e) {
      throw new Trouble(
          Exit.FAILED,
          "%s, line %d, column %d: no JSON: %s"
              .formatted(file, e.line(), e.column(), e.getMessage()),
          e.excerpt().isEmpty() ? "correct it there" : "correct it there: " + e.excerpt(),
          e);
    }
  }

  private static Trouble noObject(Path file, String found) {
    return new Trouble(
        Exit.FAILED,
        file + ": expected an object with the campaign's fields, got " + found,
        "write it as {\"from\": {\"email\": ...}, \"subject\": ..., \"html\": ...}");
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replaceFirst("(?i)\\.json$", "");
  }

  private static String keyFor(String campaign, Path rows) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(campaign.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      try (var in = new DigestInputStream(Files.newInputStream(rows), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return "send-" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Trouble unreadable(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new Trouble(Exit.FAILED, "there is no file " + file, "check the path", cause);
    }
    return Files.isDirectory(file)
        ? new Trouble(Exit.FAILED, file + " is a folder, not a file", "name the file in it", cause)
        : new Trouble(Exit.FAILED, file + " cannot be read", "check its permissions", cause);
  }
}
