package dev.waypost.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.TransportContract;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmtpTlsTest {
  private static final SmtpLogin NOBODY = new SmtpLogin.Anonymous();
  private static final SmtpLogin ACCOUNT = new SmtpLogin.Account("relay-user", "p\u00e4ss");
  private static final String PLAIN = "AUTH PLAIN " + base64("\0relay-user\0p\u00e4ss");

  @TempDir private static Path folder;
  private static SelfSigned here;
  private static SelfSigned elsewhere;

  private final List<AutoCloseable> resources = new ArrayList<>();

  @BeforeAll
  static void makeKeys() {
    here = SelfSigned.named(folder, "ip:127.0.0.1");
    elsewhere = SelfSigned.named(folder, "dns:elsewhere.test");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (var resource : resources) {
      resource.close();
    }
  }

  @Test
  void required_trustedCertificate_encryptsAndGreetsAgain() {
    var script = script().withStartTls(here.server());

    assertDelivered(script, TlsPolicy.REQUIRED, NOBODY, here.trusting());
    assertThat(script.heard())
        .startsWith("(connected)", "EHLO client.test", "STARTTLS", "EHLO client.test");
  }

  @Test
  void required_notOffered_isUnavailable() {
    var transport = transport(script(), TlsPolicy.REQUIRED, NOBODY, here.trusting());

    assertThat(SmtpTransportTest.unavailable(transport)).contains("does not offer STARTTLS");
  }

  @Test
  void required_untrustedCertificate_isUnavailable() {
    var script = script().withStartTls(here.server());
    var transport = transport(script, TlsPolicy.REQUIRED, NOBODY, elsewhere.trusting());

    assertThat(SmtpTransportTest.unavailable(transport)).contains("check its certificate");
    assertThat(script.connections()).isEqualTo(1);
  }

  @Test
  void required_certificateOfAnotherHost_isUnavailable() {
    var script = script().withStartTls(elsewhere.server());
    var transport = transport(script, TlsPolicy.REQUIRED, NOBODY, elsewhere.trusting());

    assertThat(SmtpTransportTest.unavailable(transport)).contains("that it names 127.0.0.1");
  }

  @Test
  void required_refusedByServer_isUnavailable() {
    var script = script().withStartTls(here.server()).on("STARTTLS", "454 4.7.0 no key");
    var transport = transport(script, TlsPolicy.REQUIRED, NOBODY, here.trusting());

    assertThat(SmtpTransportTest.unavailable(transport)).contains("454 no key");
  }

  @Test
  void startTls_plainTextBehindItsReply_isRefused() {
    var script =
        script().withStartTls(here.server()).on("STARTTLS", "220 go\n250-fake\n250 AUTH PLAIN");
    var transport = transport(script, TlsPolicy.REQUIRED, ACCOUNT, here.trusting());

    assertThat(SmtpTransportTest.unavailable(transport)).contains("somebody may be in between");
    assertThat(script.heard()).noneMatch(line -> line.startsWith("AUTH"));
  }

  @Test
  void opportunistic_anyCertificate_encrypts() {
    var script = script().withStartTls(elsewhere.server());

    assertDelivered(script, TlsPolicy.OPPORTUNISTIC, NOBODY, here.trusting());
    assertThat(script.heard()).contains("STARTTLS");
    assertThat(script.connections()).isEqualTo(1);
  }

  @Test
  void opportunistic_handshakeFails_goesOnInTheClearAndRemembers() throws Exception {
    var broken = SSLContext.getInstance("TLS");
    broken.init(null, null, null);
    var script = script().withStartTls(broken);
    var transport = transport(script, TlsPolicy.OPPORTUNISTIC, NOBODY, here.trusting());

    var first = TransportContract.await(transport.connect("example.org"));
    var second = TransportContract.await(transport.connect("example.org"));

    assertThat(
            TransportContract.await(
                first.send(TransportContract.ENVELOPE, TransportContract.MESSAGE)))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(second.host()).isEqualTo("127.0.0.1");
    assertThat(script.connections()).isEqualTo(3);
    assertThat(script.heard().stream().filter("STARTTLS"::equals)).hasSize(1);
  }

  @Test
  void off_offered_isNotUsed() {
    var script = script().withStartTls(here.server());

    assertDelivered(script, TlsPolicy.OFF, NOBODY, here.trusting());
    assertThat(script.heard()).doesNotContain("STARTTLS");
  }

  @Test
  void implicit_trustedCertificate_isEncryptedFromTheFirstByte() {
    var script = script().withImplicitTls(here.server());

    assertDelivered(script, TlsPolicy.IMPLICIT, NOBODY, here.trusting());
    assertThat(script.heard()).doesNotContain("STARTTLS");
  }

  @Test
  void implicit_untrustedCertificate_isUnavailable() {
    var script = script().withImplicitTls(here.server());
    var transport = transport(script, TlsPolicy.IMPLICIT, NOBODY, elsewhere.trusting());

    assertThat(SmtpTransportTest.unavailable(transport)).contains("check its certificate");
  }

  @Test
  void tls_connectionLostAfterDot_isInDoubt() {
    var script = script().withStartTls(here.server()).on("DOT", SmtpScript.VANISH);
    var transport = transport(script, TlsPolicy.REQUIRED, NOBODY, here.trusting());

    assertThat(TransportContract.sendOne(transport)).isInstanceOf(Outcome.InDoubt.class);
  }

  @Test
  void tls_connectionLostAmidALongMessage_isDeferred() {
    var script = script().withStartTls(here.server()).on("DATA", SmtpScript.VANISH_AMID);
    var transport = transport(script, TlsPolicy.REQUIRED, NOBODY, here.trusting());
    var connection = TransportContract.await(transport.connect("example.org"));
    var message = "0123456789abcdef\r\n".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);

    var outcome = TransportContract.await(connection.send(TransportContract.ENVELOPE, message));

    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void login_plainOffered_isSentOnceEncrypted() {
    var script = script().withStartTls(here.server()).offering("AUTH LOGIN PLAIN");

    assertDelivered(script, TlsPolicy.REQUIRED, ACCOUNT, here.trusting());
    assertThat(script.heard()).containsSubsequence("STARTTLS", "EHLO client.test", PLAIN);
  }

  @Test
  void login_onlyLoginOffered_isUsed() {
    var script =
        script()
            .withStartTls(here.server())
            .offering("AUTH LOGIN")
            .on("AUTH", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 2.7.0 welcome");

    assertDelivered(script, TlsPolicy.REQUIRED, ACCOUNT, here.trusting());
    assertThat(script.heard())
        .containsSubsequence("AUTH LOGIN", base64("relay-user"), base64("p\u00e4ss"));
  }

  @Test
  void login_refused_isUnavailableAndSaysWhatToCheck() {
    var script = script().offering("AUTH PLAIN").on("AUTH", "535 5.7.8 bad credentials");
    var transport = transport(script, TlsPolicy.OFF, ACCOUNT, here.trusting());

    assertThat(SmtpTransportTest.unavailable(transport))
        .contains("535 bad credentials; check smtp user and password")
        .doesNotContain("p\u00e4ss");
  }

  @Test
  void login_noMechanismWeKnow_isUnavailable() {
    var script = script().offering("AUTH GSSAPI");
    var transport = transport(script, TlsPolicy.OFF, ACCOUNT, here.trusting());

    assertThat(SmtpTransportTest.unavailable(transport)).contains("neither AUTH PLAIN nor");
  }

  @Test
  void login_inTheClearOnLoopback_isAllowed() {
    var script = script().offering("AUTH PLAIN");

    assertDelivered(script, TlsPolicy.OPPORTUNISTIC, ACCOUNT, here.trusting());
    assertThat(script.heard()).contains(PLAIN);
  }

  private void assertDelivered(
      SmtpScript script, TlsPolicy tls, SmtpLogin login, SSLContext trusting) {
    assertThat(TransportContract.sendOne(transport(script, tls, login, trusting)))
        .isInstanceOf(Outcome.Delivered.class);
  }

  private SmtpScript script() {
    var script = new SmtpScript();
    resources.add(script);
    return script;
  }

  private SmtpTransport transport(
      SmtpScript script, TlsPolicy tls, SmtpLogin login, SSLContext trusting) {
    var transport =
        new SmtpTransport(
            new SmtpSettings(
                "127.0.0.1",
                script.port(),
                tls,
                login,
                "client.test",
                SmtpTimeouts.RFC_5321,
                SmtpReuse.DEFAULT,
                1,
                Duration.ofMillis(300)),
            trusting);
    resources.add(0, transport);
    return transport;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
