package dev.waypost.engine.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.Envelope;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Transport;
import dev.waypost.engine.delivery.TransportContract;
import dev.waypost.engine.id.EmailAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpTransportTest implements TransportContract {
  private static final Duration TINY = Duration.ofMillis(150);
  private static final SmtpTimeouts IMPATIENT =
      new SmtpTimeouts(TINY, TINY, TINY, TINY, TINY, TINY, TINY);

  private final List<AutoCloseable> resources = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (var resource : resources) {
      resource.close();
    }
  }

  @Override
  public Transport towards(OtherSide... mails) {
    var script = script();
    for (var mail : mails) {
      switch (mail) {
        case ACCEPTS -> script.on("RCPT", "250 2.1.5 ok").on("DOT", "250 2.0.0 queued");
        case DEFERS -> script.on("RCPT", "451 4.3.0 later");
        case KNOWS_NO_SUCH_MAILBOX -> script.on("RCPT", "550 5.1.1 unknown");
        case BLOCKS -> script.on("RCPT", "250 ok").on("DOT", "554 5.7.1 spam");
        case VANISHES_BEFORE_DOT -> script.on("DATA", SmtpScript.VANISH);
        case VANISHES_AFTER_DOT -> script.on("DOT", SmtpScript.VANISH);
        case STALLS_AFTER_DOT -> script.on("DOT", SmtpScript.STALL);
      }
    }
    return transport(settings(script));
  }

  @Override
  public Transport towardsNobody() {
    return transport(relay(freePort()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MAIL | 421 4.3.2 stopping      | deferred | 421
          MAIL | 451 4.7.1 greylisted    | deferred | 451
          MAIL | 550 5.1.8 sender        | BLOCK    | 550
          MAIL | 552 5.3.4 too big       | SOFT     | 552
          MAIL | 530 5.7.0 log in first  | deferred | 530
          MAIL | 354 what                | deferred | 354
          MAIL | garbage                 | deferred | 0
          MAIL | (vanish)                | deferred | 0
          RCPT | 421 4.3.2 stopping      | deferred | 421
          RCPT | 450 4.2.1 busy          | deferred | 450
          RCPT | 450 5.1.1 contradiction | deferred | 450
          RCPT | 550 5.1.1 unknown       | HARD     | 550
          RCPT | 550 4.1.1 contradiction | HARD     | 550
          RCPT | 552 5.2.2 full          | SOFT     | 552
          RCPT | 550 5.7.1 policy        | BLOCK    | 550
          RCPT | 550                     | HARD     | 550
          RCPT | garbage                 | deferred | 0
          RCPT | (vanish)                | deferred | 0
          DATA | 421 4.3.2 stopping      | deferred | 421
          DATA | 451 4.3.0 disk          | deferred | 451
          DATA | 554 no                  | BLOCK    | 554
          DATA | 250 what                | deferred | 250
          DATA | garbage                 | deferred | 0
          DATA | (vanish)                | deferred | 0
          DOT  | 250 2.0.0 queued        | delivered| 250
          DOT  | 250                     | delivered| 250
          DOT  | 250-2.0.0 a\\n250 b     | delivered| 250
          DOT  | 421 4.3.2 stopping      | deferred | 421
          DOT  | 451 4.3.0 later         | deferred | 451
          DOT  | 550 5.1.1 unknown       | HARD     | 550
          DOT  | 554 refused             | BLOCK    | 554
          DOT  | 552 5.2.2 full          | SOFT     | 552
          DOT  | 354 what                | inDoubt  | 354
          DOT  | garbage                 | inDoubt  | 0
          DOT  | (vanish)                | inDoubt  | 0
          """)
  void mail_answeredSo_endsSo(String cue, String answer, String ending, int code) {
    for (var extension : List.of("PIPELINING", "8BITMIME")) {
      var script = script().offering(extension).on(cue, answer.replace("\\n", "\n"));

      var outcome = TransportContract.sendOne(transport(settings(script)));

      assertThat(ending(outcome)).as(extension).isEqualTo(ending);
      assertThat(outcome.reply().code()).as(extension).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource({"MAIL, deferred", "RCPT, deferred", "DATA, deferred", "DOT, inDoubt"})
  void mail_answeredWithSilence_endsSoAfterItsTimeout(String cue, String ending) {
    for (var extension : List.of("PIPELINING", "8BITMIME")) {
      var script = script().offering(extension).on(cue, SmtpScript.STALL);

      var outcome = TransportContract.sendOne(transport(settings(script).withTimeouts(IMPATIENT)));

      assertThat(ending(outcome)).as(extension).isEqualTo(ending);
      assertThat(outcome.reply().text().value()).contains("no reply within 150 ms");
    }
  }

  @Test
  void mail_lostAmidALongMessage_isDeferredAndNotInDoubt() {
    var script = script().on("DATA", SmtpScript.VANISH_AMID);
    var connection = TransportContract.await(transport(settings(script)).connect("example.org"));

    var outcome = TransportContract.await(connection.send(ENVELOPE, longMessage(20_000_000)));

    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void mail_notReadByTheServer_isDeferredAfterTheBlockTimeout() {
    var script = script().on("DATA", SmtpScript.DEAF);
    var connection =
        TransportContract.await(
            transport(settings(script).withTimeouts(IMPATIENT)).connect("example.org"));

    var outcome = TransportContract.await(connection.send(ENVELOPE, longMessage(20_000_000)));

    assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  void message_ofManyBlocks_arrivesByteForByte() {
    var script = script();
    var connection = TransportContract.await(transport(settings(script)).connect("example.org"));
    var message = longMessage(1_000_000);

    var outcome = TransportContract.await(connection.send(ENVELOPE, message));

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(script.messages())
        .containsExactly(new String(message, StandardCharsets.US_ASCII) + ".\r\n");
  }

  @Test
  void message_withDots_isStuffedOnTheWire() {
    var script = script();
    var connection = TransportContract.await(transport(settings(script)).connect("example.org"));

    var outcome = TransportContract.await(connection.send(ENVELOPE, ascii(".a\r\n.\r\nb.\r\n..")));

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(script.messages()).containsExactly("..a\r\n..\r\nb.\r\n...\r\n.\r\n");
  }

  @Test
  void message_withBareLineFeed_isRefusedBeforeAWordIsSaid() {
    var script = script();
    var connection = TransportContract.await(transport(settings(script)).connect("example.org"));

    var outcome = TransportContract.await(connection.send(ENVELOPE, ascii("a\n.\r\nMAIL\r\n")));

    assertThat(ending(outcome)).isEqualTo("BLOCK");
    assertThat(outcome.reply().status()).isEqualTo("5.6.0");
    assertThat(script.heard()).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void message_largerThanTheServerTakes_bouncesSoftUnsaid() {
    var script = script().offering("SIZE 10");

    var outcome = TransportContract.sendOne(transport(settings(script)));

    assertThat(ending(outcome)).isEqualTo("SOFT");
    assertThat(outcome.reply().status()).isEqualTo("5.3.4");
    assertThat(script.heard()).noneMatch(line -> line.startsWith("MAIL"));
  }

  @Test
  void address_needsUtf8AndServerLacksIt_bouncesSoft() {
    var script = script();
    var connection = TransportContract.await(transport(settings(script)).connect("example.org"));

    var outcome = TransportContract.await(connection.send(toUtf8(), MESSAGE));

    assertThat(ending(outcome)).isEqualTo("SOFT");
    assertThat(outcome.reply().status()).isEqualTo("5.6.7");
  }

  @Test
  void address_needsUtf8AndServerHasIt_isSentAsUtf8() {
    var script = script().offering("SMTPUTF8", "8BITMIME", "SIZE");
    var connection = TransportContract.await(transport(settings(script)).connect("example.org"));

    var outcome = TransportContract.await(connection.send(toUtf8(), MESSAGE));

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(script.heard())
        .contains("MAIL FROM:<bounce@sender.example> SIZE=22 SMTPUTF8")
        .contains("RCPT TO:<j\u00fcrgen@example.org>");
  }

  @Test
  void addressInAHeader_needsUtf8AndServerLacksIt_bouncesSoft() {
    var message = "Reply-To: \u0151z@a.example\r\n\r\nhello\r\n".getBytes(StandardCharsets.UTF_8);
    var connection = TransportContract.await(transport(settings(script())).connect("example.org"));

    var outcome = TransportContract.await(connection.send(ENVELOPE, message));

    assertThat(ending(outcome)).isEqualTo("SOFT");
    assertThat(outcome.reply().status()).isEqualTo("5.6.7");
  }

  @Test
  void bodyBeyondAscii_doesNotNeedUtf8() {
    var script = script().offering("8BITMIME", "SMTPUTF8");
    var message = "Subject: a\r\n\r\n\u0151z\r\n".getBytes(StandardCharsets.UTF_8);
    var connection = TransportContract.await(transport(settings(script)).connect("example.org"));

    var outcome = TransportContract.await(connection.send(ENVELOPE, message));

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(script.heard()).contains("MAIL FROM:<bounce@sender.example> BODY=8BITMIME");
  }

  @Test
  void reply_namingTheRecipient_isRedacted() {
    var script = script().on("RCPT", "550 5.1.1 <ann@example.org>: ann is unknown");

    var outcome = TransportContract.sendOne(transport(settings(script)));

    assertThat(outcome.reply().text().value()).isEqualTo("<address>: <address> is unknown");
  }

  @Test
  void pipelinedData_letThroughWithoutRecipient_isEndedByALoneDot() {
    var script =
        script()
            .offering("PIPELINING")
            .on("RCPT", "550 5.1.1 unknown", "250 ok")
            .on("DOT", "554 5.5.1 no valid recipients");
    var transport = transport(settings(script));

    assertThat(ending(TransportContract.sendOne(transport))).isEqualTo("HARD");
    assertThat(ending(TransportContract.sendOne(transport))).isEqualTo("delivered");

    assertThat(script.messages()).containsExactly(".\r\n", "Subject: hi\r\n\r\nhello\r\n.\r\n");
    assertThat(script.connections()).isEqualTo(1);
    assertThat(script.heard()).contains("RSET");
  }

  @Test
  void connection_afterDelivery_isUsedAgainWithoutAsking() {
    var script = script();
    var transport = transport(settings(script));

    for (var mail = 0; mail < 3; mail++) {
      assertThat(TransportContract.sendOne(transport)).isInstanceOf(Outcome.Delivered.class);
    }

    assertThat(script.connections()).isEqualTo(1);
    assertThat(script.heard()).doesNotContain("RSET");
  }

  @Test
  void connection_afterRefusal_isResetFirst() {
    var script = script().on("RCPT", "550 5.1.1 unknown");
    var transport = transport(settings(script));

    TransportContract.sendOne(transport);
    TransportContract.sendOne(transport);

    assertThat(script.connections()).isEqualTo(1);
    assertThat(script.heard())
        .containsSubsequence(
            "RCPT TO:<ann@example.org>", "RSET", "MAIL FROM:<bounce@sender.example>");
  }

  @Test
  void connection_refusedReset_isReplaced() {
    var script = script().on("RCPT", "550 5.1.1 unknown").on("RSET", "421 4.4.2 too many errors");
    var transport = transport(settings(script));

    TransportContract.sendOne(transport);

    assertThat(TransportContract.sendOne(transport)).isInstanceOf(Outcome.Delivered.class);
    assertThat(script.connections()).isEqualTo(2);
  }

  @Test
  void connection_idleForLong_isProbedBeforeUse() {
    var script = script().on("RSET", SmtpScript.VANISH);
    var probing = new SmtpReuse(100, Duration.ofSeconds(30), 10, Duration.ZERO);
    var transport = transport(settings(script).withReuse(probing));

    TransportContract.sendOne(transport);

    assertThat(TransportContract.sendOne(transport)).isInstanceOf(Outcome.Delivered.class);
    assertThat(script.connections()).isEqualTo(2);
  }

  @Test
  void connection_wornOut_isClosedWithQuit() {
    var script = script();
    var twice = new SmtpReuse(2, Duration.ofSeconds(30), 10, Duration.ofSeconds(30));
    var transport = transport(settings(script).withReuse(twice));

    for (var mail = 0; mail < 3; mail++) {
      TransportContract.sendOne(transport);
    }
    transport.close();

    assertThat(script.connections()).isEqualTo(2);
    assertThat(script.heard()).filteredOn("QUIT"::equals).hasSize(2);
  }

  @Test
  void connection_idleForTooLong_isClosedWithQuit() throws Exception {
    var script = script();
    var shortly = new SmtpReuse(100, Duration.ofMillis(20), 10, Duration.ofSeconds(3));
    var transport = transport(settings(script).withReuse(shortly));

    TransportContract.sendOne(transport);

    script.awaitHeard("QUIT");
  }

  @Test
  void connection_oneIdleTooMany_isClosedWithQuit() throws Exception {
    var script = script();
    var none = new SmtpReuse(100, Duration.ofSeconds(30), 0, Duration.ofSeconds(3));
    var transport = transport(settings(script).withReuse(none));

    TransportContract.sendOne(transport);

    script.awaitHeard("QUIT");
  }

  @Test
  void connection_deadOnReuse_leavesTheMailUntried() {
    var script = script().on("MAIL", "250 ok", SmtpScript.VANISH);
    var transport = transport(settings(script));
    TransportContract.sendOne(transport);

    assertThat(TransportContract.sendOne(transport)).isInstanceOf(Outcome.Untried.class);
    assertThat(TransportContract.sendOne(transport)).isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  void connection_secondMailUnderOneHold_isSentAfterAReset() {
    var script = script().on("RCPT", "550 5.1.1 unknown");
    var connection = TransportContract.await(transport(settings(script)).connect("example.org"));

    TransportContract.await(connection.send(ENVELOPE, MESSAGE));

    assertThat(TransportContract.await(connection.send(ENVELOPE, MESSAGE)))
        .isInstanceOf(Outcome.Delivered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"421 4.3.2 busy", "554 5.7.1 go away", "(vanish)", "HTTP/1.1 400 Bad"})
  void greeting_unwelcoming_isUnavailable(String greeting) {
    var script = script().on("CONNECT", greeting);

    assertThat(unavailable(transport(settings(script)))).contains("127.0.0.1:" + script.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT", "EHLO"})
  void opening_silent_isUnavailableAfterItsTimeout(String cue) {
    var script = script().on(cue, SmtpScript.STALL);

    assertThat(unavailable(transport(settings(script).withTimeouts(IMPATIENT))))
        .contains("no reply within 150 ms");
  }

  @Test
  void opening_serverWithoutEhlo_getsHelo() {
    var script = script().on("EHLO", "502 5.5.1 not implemented");

    assertThat(TransportContract.sendOne(transport(settings(script))))
        .isInstanceOf(Outcome.Delivered.class);
    assertThat(script.heard()).contains("HELO client.test");
  }

  @Test
  void host_unknown_isUnavailableAndSaysWhatToCheck() {
    var nowhere =
        new SmtpSettings(
            "no-such-host.invalid",
            25,
            TlsPolicy.OFF,
            new SmtpLogin.Anonymous(),
            "client.test",
            SmtpTimeouts.RFC_5321,
            SmtpReuse.DEFAULT,
            1,
            Duration.ZERO);

    assertThat(unavailable(transport(nowhere))).contains("does not resolve; check smtp host");
  }

  @Test
  void close_whileAMailWaitsForItsReply_endsItInDoubt() throws Exception {
    var script = script().on("DOT", SmtpScript.STALL);
    var transport = transport(settings(script));
    var connection = TransportContract.await(transport.connect("example.org"));
    var outcome = connection.send(ENVELOPE, MESSAGE);
    script.awaitHeard("(dot)");

    transport.close();

    assertThat(TransportContract.await(outcome)).isInstanceOf(Outcome.InDoubt.class);
  }

  @Test
  void close_withIdleConnections_saysQuit() {
    var script = script();
    var transport = transport(settings(script));
    TransportContract.sendOne(transport);

    transport.close();

    assertThat(script.heard()).endsWith("QUIT");
  }

  static String unavailable(Transport transport) {
    var failure = transport.connect("example.org").toCompletableFuture();
    assertThat(failure)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(Transport.Unavailable.class);
    return failure.handle((connection, e) -> rootOf(e).getMessage()).resultNow();
  }

  private static Throwable rootOf(Throwable e) {
    return e instanceof Transport.Unavailable ? e : rootOf(e.getCause());
  }

  private static String ending(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered delivered -> "delivered";
      case Outcome.Deferred deferred -> "deferred";
      case Outcome.Bounced(BounceKind kind, var reply) -> kind.name();
      case Outcome.InDoubt inDoubt -> "inDoubt";
      case Outcome.Untried untried -> "untried";
    };
  }

  private static Envelope toUtf8() {
    return new Envelope(ENVELOPE.from(), new EmailAddress("j\u00fcrgen", "example.org"));
  }

  private static byte[] longMessage(int bytes) {
    return ascii("Subject: long\r\n\r\n" + "0123456789abcdef\r\n".repeat(bytes / 18));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private SmtpScript script() {
    var script = new SmtpScript();
    resources.add(script);
    return script;
  }

  private SmtpTransport transport(SmtpSettings settings) {
    var transport = new SmtpTransport(settings);
    resources.add(0, transport);
    return transport;
  }

  private static SmtpSettings settings(SmtpScript script) {
    return relay(script.port());
  }

  private static SmtpSettings relay(int port) {
    return new SmtpSettings(
        "127.0.0.1",
        port,
        TlsPolicy.OPPORTUNISTIC,
        new SmtpLogin.Anonymous(),
        "client.test",
        SmtpTimeouts.RFC_5321,
        SmtpReuse.DEFAULT,
        1,
        Duration.ofMillis(300));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
