package dev.waypost.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Over a channel that is not on loopback. */
class SmtpOpeningTest {
  @Test
  void login_inTheClearToAnotherMachine_isRefusedBeforeThePasswordIsSaid() throws Exception {
    var settings = settings(TlsPolicy.OPPORTUNISTIC);
    var channel = new EmbeddedChannel();

    var opened = opening(settings, SmtpOpening.StartTls.WHEN_OFFERED, channel).begin();
    say(channel, "220 hi\r\n");
    say(channel, "250-hi\r\n250 AUTH PLAIN\r\n");

    assertThat(heard(channel)).isEqualTo("EHLO client.test\r\n");
    assertThat(opened)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(Transport.Unavailable.class)
        .withMessageContaining("the password is not sent in the clear");
  }

  @Test
  void login_inTheClearWithTlsOff_isSent() throws Exception {
    var settings = settings(TlsPolicy.OFF);
    var channel = new EmbeddedChannel();

    var opened = opening(settings, SmtpOpening.StartTls.NEVER, channel).begin();
    say(channel, "220 hi\r\n");
    say(channel, "250-hi\r\n250 AUTH PLAIN\r\n");
    say(channel, "235 welcome\r\n");

    assertThat(heard(channel)).contains("AUTH PLAIN ");
    assertThat(opened).isCompleted();
  }

  private static SmtpOpening opening(
      SmtpSettings settings, SmtpOpening.StartTls startTls, EmbeddedChannel channel)
      throws Exception {
    var decoder = new SmtpReplyDecoder();
    var dialogue = new SmtpDialogue(channel, decoder);
    channel.pipeline().addLast(decoder, dialogue);
    return new SmtpOpening(
        settings, SmtpTls.of(settings, SSLContext.getDefault()), startTls, dialogue);
  }

  private static SmtpSettings settings(TlsPolicy tls) {
    return SmtpSettings.relay(
        URI.create("smtp://relay.test"), tls, new SmtpLogin.Account("user", "pass"), "client.test");
  }

  private static void say(EmbeddedChannel channel, String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private static String heard(EmbeddedChannel channel) {
    var heard = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      heard.append(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }
    return heard.toString();
  }
}
