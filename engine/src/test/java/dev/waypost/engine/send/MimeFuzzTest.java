package dev.waypost.engine.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.engine.send.RenderedMail.Header;
import dev.waypost.engine.send.RenderedMail.Mailbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Mails that say anything, on the wire; CONTRIBUTING says how to run this for long. */
class MimeFuzzTest {
  private static final String UNSUBSCRIBE = "https://t.acme.example/u/" + "x".repeat(43);

  private static RenderedMail mail(
      String name, String subject, Optional<String> html, String text) {
    return new RenderedMail(
        new Mailbox(Optional.of(name), Mails.address("news@acme.example")),
        new Mailbox(Optional.of(name), Mails.address("ann@example.com")),
        Optional.of(new Mailbox(Optional.of(name), Mails.address("reply@acme.example"))),
        subject,
        html,
        text,
        List.of(
            new Header("List-Unsubscribe", "<" + UNSUBSCRIBE + ">"),
            new Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
        List.of(),
        Optional.empty(),
        UNSUBSCRIBE,
        List.of());
  }

  /** The first line is the senders' name, the second the subject, the others are the bodies. */
  @FuzzTest
  void mail_ofAnyText_isReadBackAsItWasWritten(byte[] bytes) throws IOException {
    var lines = new String(bytes, StandardCharsets.UTF_8).split("\n", 3);
    var name = header(lines[0]);
    var subject = header(lines.length > 1 ? lines[1] : "");
    var body = lines.length > 2 ? lines[2] : "";
    var html = body.isEmpty() ? Optional.<String>empty() : Optional.of(body + lines[1]);

    var written = mail(name, subject, html, body);
    var wire = MimeWriter.write(written, Instant.EPOCH, "<1@acme.example>");
    var received = ReceivedMail.of(wire);

    assertThat(MimeWriter.write(written, Instant.EPOCH, "<1@acme.example>")).isEqualTo(wire);
    assertThat(received.text()).isEqualTo(Mails.crlf(body));
    assertThat(received.html()).isEqualTo(Mails.crlf(html.orElse("")));
    var message = received.message();
    assertThat(Optional.ofNullable(message.getSubject()).orElse("")).isEqualTo(subject);
    var from = message.getFrom();
    assertThat(from).hasSize(1);
    assertThat(from.getFirst().getAddress()).isEqualTo("news@acme.example");
    assertThat(Optional.ofNullable(from.getFirst().getName()).orElse("")).isEqualTo(name);
  }

  /** What {@link CompiledContent} lets into a header. */
  private static String header(String text) {
    var clean = new StringBuilder();
    text.codePoints()
        .filter(c -> !Character.isISOControl(c) && c != 0x2028 && c != 0x2029)
        .limit(240)
        .forEach(clean::appendCodePoint);
    return clean.toString().strip();
  }
}
