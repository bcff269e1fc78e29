package dev.waypost.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.waypost.engine.id.EmailAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a mail server may say; CONTRIBUTING says how to run this for long. */
class SmtpReplyFuzzTest {
  private static final EmailAddress ANN = new EmailAddress("ann.lee", "example.org");

  /** What was read before the end or the first thing that is no reply. */
  private record Heard(List<SmtpReply> replies, boolean isRefused) {}

  private static Heard heard(byte[] bytes, int pieceBytes) {
    var channel = new EmbeddedChannel(new SmtpReplyDecoder());
    var isRefused = false;
    try {
      for (var from = 0; from < bytes.length && !isRefused; from += pieceBytes) {
        channel.writeInbound(
            Unpooled.wrappedBuffer(bytes, from, Math.min(pieceBytes, bytes.length - from)));
      }
    } catch (DecoderException e) {
      isRefused = true;
    }
    var replies = new ArrayList<SmtpReply>();
    for (var reply = channel.readInbound(); reply != null; reply = channel.readInbound()) {
      replies.add((SmtpReply) reply);
    }
    channel.releaseInbound();
    return new Heard(replies, isRefused);
  }

  @FuzzTest
  void reply_ofAnyBytes_isTheSameHoweverItIsCutAndIsKeptOnOneLineWithoutAddresses(byte[] bytes) {
    var heard = heard(bytes, 64);

    assertThat(heard(bytes, 1)).isEqualTo(heard);
    for (var reply : heard.replies()) {
      assertThat(reply.code()).isBetween(200, 599);
      check(reply.kept("mx.example.org", ANN).text().value());
      check(reply.kept("mx.example.org").text().value());
      check(reply.shown());
      assertThat(reply.status()).matches("|[245]\\.\\d{1,3}\\.\\d{1,3}");
      var extensions = SmtpExtensions.of(reply);
      assertThat(extensions.sizeMax().orElse(1L)).isPositive();
      assertThat(extensions.hasAuth("PLAIN")).isIn(true, false);
      for (var stage : SmtpStage.values()) {
        assertThat(BounceRules.kind(stage, reply.code(), reply.status(), reply.text())).isNotNull();
      }
    }
  }

  private static void check(String kept) {
    assertThat(kept.toLowerCase(Locale.ROOT)).doesNotContain("ann.lee@example.org");
    assertThat(kept.chars()).noneMatch(Character::isISOControl).noneMatch(c -> c == 0x2028);
    assertThat(kept).hasSizeLessThanOrEqualTo(204);
  }
}
