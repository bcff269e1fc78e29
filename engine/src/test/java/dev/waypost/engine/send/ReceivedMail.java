package dev.waypost.engine.send;

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
    var builder = new DefaultMessageBuilder();
    builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
    var message = builder.parseMessage(new ByteArrayInputStream(bytes));
    if (message.getBody() instanceof Multipart parts) {
      return new ReceivedMail(
          message, content(parts.getBodyParts().get(0)), content(parts.getBodyParts().get(1)));
    }
    return new ReceivedMail(message, content(message), "");
  }

  private static String content(Entity part) throws IOException {
    var out = new ByteArrayOutputStream();
    ((TextBody) part.getBody()).writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
