package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;

/** A mail as another MIME parser reads it. */
record ReceivedMail(Message message, String text, String html) {
  static ReceivedMail of(byte[] bytes) throws IOException {
    assertStrict(bytes);
    var builder = new DefaultMessageBuilder();
    builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
    var message = builder.parseMessage(new ByteArrayInputStream(bytes));
    if (message.getBody() instanceof Multipart parts) {
      return new ReceivedMail(
          message, content(parts.getBodyParts().get(0)), content(parts.getBodyParts().get(1)));
    }
    return new ReceivedMail(message, content(message), "");
  }

  /** As a server without 8BITMIME and without mercy reads it (RFC 5321 4.5.3.1.6, RFC 5322). */
  private static void assertStrict(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).matches("(?:[\\t\\x20-\\x7e]{0,998}\r\n)+(?:[\\t\\x20-\\x7e]{0,998})?");
    var head = text.substring(0, text.indexOf("\r\n\r\n"));
    assertThat(head.split("\r\n(?![ \\t])"))
        .allSatisfy(field -> assertThat(field).matches("[A-Za-z-]+:(?: (?s:.*\\S))?"))
        .doesNotHaveDuplicates();
    assertThat(head.split("\r\n"))
        .filteredOn(line -> line.indexOf(' ', line.indexOf(": ") + 2) > 0)
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(78));
    assertThat(head)
        .containsPattern("(?m)^Date: \\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} \\+0000$")
        .containsPattern("(?m)^Message-ID: <[^<>@ ]+@[^<>@ ]+>$")
        .containsPattern("(?m)^MIME-Version: 1\\.0$")
        .containsPattern("(?m)^List-Unsubscribe: <https://[^> ]+>$")
        .containsPattern("(?m)^List-Unsubscribe-Post: List-Unsubscribe=One-Click$");
  }

  private static String content(Entity part) throws IOException {
    var out = new ByteArrayOutputStream();
    ((TextBody) part.getBody()).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
