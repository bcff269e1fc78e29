package dev.waypost.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpSettingsTest {
  private static final SmtpLogin NOBODY = new SmtpLogin.Anonymous();

  @ParameterizedTest
  @CsvSource({
    "smtp://mx.example, OPPORTUNISTIC, mx.example, 25, OPPORTUNISTIC",
    "smtp://mx.example:587, REQUIRED, mx.example, 587, REQUIRED",
    "smtp://mx.example:587, OFF, mx.example, 587, OFF",
    "smtps://mx.example, OPPORTUNISTIC, mx.example, 465, IMPLICIT",
    "SMTPS://mx.example:2465, REQUIRED, mx.example, 2465, IMPLICIT",
    "'smtp://[::1]:2525', OFF, ::1, 2525, OFF",
  })
  void relay_ofAUri_isRead(String uri, TlsPolicy asked, String host, int port, TlsPolicy tls) {
    var settings = SmtpSettings.relay(URI.create(uri), asked, NOBODY, "client.test");

    assertThat(settings.host()).isEqualTo(host);
    assertThat(settings.port()).isEqualTo(port);
    assertThat(settings.tls()).isEqualTo(tls);
  }

  @Test
  void relay_withoutMore_waitsAsRfc5321Says() {
    var settings =
        SmtpSettings.relay(URI.create("smtp://mx"), TlsPolicy.OFF, NOBODY, "client.test");

    assertThat(settings.timeouts())
        .isEqualTo(
            new SmtpTimeouts(
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10)));
    assertThat(settings.reuse())
        .isEqualTo(new SmtpReuse(100, Duration.ofSeconds(30), 50, Duration.ofSeconds(3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://mx", "mx:25", "smtp:///", "smtp://user:pass@mx", "smtp://mx:0"})
  void relay_ofAnotherUri_isRefused(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SmtpSettings.relay(URI.create(uri), TlsPolicy.OFF, NOBODY, "client.test"));
  }

  @Test
  void relay_smtpsWithTlsOff_isRefusedAsContradiction() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SmtpSettings.relay(URI.create("smtps://mx"), TlsPolicy.OFF, NOBODY, "client.test"))
        .withMessageContaining("contradicts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\nMAIL", "-a", "[1.2.3.4", "\u00fc.test"})
  void ehloName_thatIsNone_isRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SmtpSettings.relay(URI.create("smtp://mx"), TlsPolicy.OFF, NOBODY, name));
  }

  @Test
  void limits_outOfRange_areRefused() {
    var second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SmtpReuse(0, second, 1, second))
        .withMessageContaining("mails-max");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SmtpReuse(1, Duration.ZERO, 1, second))
        .withMessageContaining("idle-keep");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SmtpReuse(1, second, -1, second))
        .withMessageContaining("idle-max");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SmtpTimeouts(second, second, second, second, second, Duration.ZERO, second))
        .withMessageContaining("final-dot");
  }

  @Test
  void account_printed_hidesThePassword() {
    assertThat(new SmtpLogin.Account("user", "secret").toString()).doesNotContain("secret");
    assertThatIllegalArgumentException().isThrownBy(() -> new SmtpLogin.Account("user", ""));
  }
}
