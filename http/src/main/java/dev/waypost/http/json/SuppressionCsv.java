package dev.waypost.http.json;

import dev.waypost.engine.roster.Exports.SuppressedAddress;
import dev.waypost.http.problem.PublicNames;
import java.nio.charset.StandardCharsets;

/** Suppressions in RFC 4180: a record for each reason of an address. */
public final class SuppressionCsv {
  private static final String LINE_END = "\r\n";

  private SuppressionCsv() {}

  /** The record that names the columns. */
  public static byte[] header() {
    return bytes("email,reason,topic,since,campaign" + LINE_END);
  }

  /** The records of one address. */
  public static byte[] write(SuppressedAddress address) {
    var text = new StringBuilder();
    for (var entry : address.entries()) {
      text.append(cell(address.email().toString()))
          .append(',')
          .append(PublicNames.of(entry.reason()))
          .append(",,")
          .append(Times.print(entry.since()))
          .append(',')
          .append(entry.campaign().orElse(""))
          .append(LINE_END);
    }
    return bytes(text.toString());
  }

  /** Of what is exported only addresses may hold a comma or a quote. */
  private static String cell(String text) {
    return text.indexOf(',') < 0 && text.indexOf('"') < 0
        ? text
        : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
