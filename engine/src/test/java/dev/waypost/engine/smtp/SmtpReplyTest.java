package dev.waypost.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.id.EmailAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpReplyTest {
  private static final EmailAddress ANN = new EmailAddress("ann.lee", "example.org");

  @Test
  void decoder_anyCutOfTheStream_givesTheSameReplies() {
    var stream = "220 hi\r\n250-a\r\n250-b \u00fc\n250 c\r\n250\r\n354 \r\n";
    var bytes = stream.getBytes(StandardCharsets.UTF_8);
    var expected =
        List.of(
            new SmtpReply(220, List.of("hi")),
            new SmtpReply(250, List.of("a", "b \u00fc", "c")),
            new SmtpReply(250, List.of("")),
            new SmtpReply(354, List.of("")));

    for (var cut = 0; cut <= bytes.length; cut++) {
      var head = new String(bytes, 0, cut, StandardCharsets.ISO_8859_1);
      var tail = new String(bytes, cut, bytes.length - cut, StandardCharsets.ISO_8859_1);
      assertThat(decoded(head, tail)).as("cut at " + cut).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "ok\r\n",
        "25 ok\r\n",
        "2500 ok\r\n",
        "150 ok\r\n",
        "650 ok\r\n",
        "250:ok\r\n",
        "250-a\r\n251 b\r\n",
        "HTTP/1.1 400 Bad Request\r\n"
      })
  void decoder_noReply_isRefused(String garbage) {
    Assertions.assertThatExceptionOfType(DecoderException.class).isThrownBy(() -> decoded(garbage));
  }

  @Test
  void decoder_replyWithoutEnd_isRefusedAtABound() {
    Assertions.assertThatExceptionOfType(DecoderException.class)
        .isThrownBy(() -> decoded("250-a\r\n".repeat(SmtpReplyDecoder.LINES_MAX + 1)));
    Assertions.assertThatExceptionOfType(DecoderException.class)
        .isThrownBy(() -> decoded("250 " + "a".repeat(SmtpReplyDecoder.LINE_BYTES_MAX)));
  }

  @Test
  void kept_enhancedCodeOnEveryLine_isTakenOutOfTheText() {
    var reply = new SmtpReply(550, List.of("5.1.1 unknown", "5.1.1 see help"));

    var kept = reply.kept("mx.example.org");

    assertThat(kept.status()).isEqualTo("5.1.1");
    assertThat(kept.text().value()).isEqualTo("unknown see help");
    assertThat(kept.host()).isEqualTo("mx.example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<ann.lee@example.org> unknown",
        "ann.lee unknown",
        "user ANN.LEE, unknown",
        "mailbox 'ann.lee' is (ann.lee@example.org) unknown"
      })
  void kept_textNamesTheRecipient_isRedacted(String text) {
    var kept = new SmtpReply(550, List.of(text)).kept("mx", ANN).text().value();

    assertThat(kept).containsIgnoringCase("unknown").doesNotContainIgnoringCase("ann");
  }

  @Test
  void kept_endlessText_isCutBetweenWords() {
    var text = "word ".repeat(195) + "x".repeat(20) + " " + "ann.lee@example.org ".repeat(300);

    var kept = new SmtpReply(250, List.of(text)).kept("mx", ANN).text().value();

    assertThat(kept).hasSizeLessThanOrEqualTo(200).doesNotContain("ann");
  }

  @Test
  void extensions_ofAnEhloReply_areReadInAnyCase() {
    var extensions =
        SmtpExtensions.of(
            new SmtpReply(
                250,
                List.of("STARTTLS host", "size 1000", "Auth PLAIN", "AUTH=LOGIN", "PIPELINING")));

    assertThat(extensions.sizeMax()).contains(1000L);
    assertThat(extensions.hasAuth("PLAIN")).isTrue();
    assertThat(extensions.hasAuth("LOGIN")).isTrue();
    assertThat(extensions.hasAuth("XOAUTH2")).isFalse();
    assertThat(extensions.has("PIPELINING")).isTrue();
    assertThat(extensions.has("STARTTLS")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE many", "SIZE 9999999999999999999999", "HELP"})
  void extensions_withoutASize_haveNoLimit(String line) {
    var extensions = SmtpExtensions.of(new SmtpReply(250, List.of("host", line)));

    assertThat(extensions.sizeMax()).isEmpty();
  }

  private static List<SmtpReply> decoded(String... parts) {
    var channel = new EmbeddedChannel(new SmtpReplyDecoder());
    for (var part : parts) {
      channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
    }
    var replies = new ArrayList<SmtpReply>();
    for (SmtpReply reply = channel.readInbound(); reply != null; reply = channel.readInbound()) {
      replies.add(reply);
    }
    return replies;
  }
}
