package dev.waypost.deploy.mailbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.util.MimeUtil;

/**
 * What a mail reader shows of a mail. A mail that cannot be parsed has no parts; its raw bytes are
 * all there is.
 *
 * @param html the first part of type text/html
 * @param text the first part of type text/plain
 */
public record MailText(List<Header> headers, Optional<String> html, Optional<String> text) {
  /** One header field, unfolded but otherwise as it came. */
  public record Header(String name, String value) {}

  public MailText {
    headers = List.copyOf(headers);
  }

  public static MailText parse(byte[] raw) {
    var builder = new DefaultMessageBuilder();
    builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
    Message message;
    try {
      message = builder.parseMessage(new ByteArrayInputStream(raw));
    } catch (IOException e) {
      return new MailText(List.of(), Optional.empty(), Optional.empty());
    }
    try {
      var headers =
          message.getHeader().getFields().stream()
              .map(f -> new Header(f.getName(), MimeUtil.unfold(f.getBody())))
              .toList();
      return new MailText(headers, part(message, "text/html"), part(message, "text/plain"));
    } finally {
      message.dispose();
    }
  }

  /** Values of a header, whatever the case of its name. */
  public List<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  /** The first header of that name with its encoded words decoded; empty if there is none. */
  public Optional<String> readable(String name) {
    return header(name).stream()
        .findFirst()
        .map(value -> DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT).strip());
  }

  /** Decoded, empty if there is none; reads no further than the header. */
  static String subjectOf(byte[] raw) {
    try {
      var header = new DefaultMessageBuilder().parseHeader(new ByteArrayInputStream(raw));
      var field = header.getField("Subject");
      return field == null
          ? ""
          : DecoderUtil.decodeEncodedWords(MimeUtil.unfold(field.getBody()), DecodeMonitor.SILENT);
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<String> part(Entity entity, String type) {
    if (entity.getBody() instanceof Multipart parts) {
      return parts.getBodyParts().stream()
          .map(p -> part(p, type))
          .flatMap(Optional::stream)
          .findFirst();
    }
    return entity.getBody() instanceof TextBody body && type.equalsIgnoreCase(entity.getMimeType())
        ? Optional.of(read(body))
        : Optional.empty();
  }

  private static String read(TextBody body) {
    try (var reader = body.getReader()) {
      var text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    } catch (IOException e) {
      return "";
    }
  }
}
