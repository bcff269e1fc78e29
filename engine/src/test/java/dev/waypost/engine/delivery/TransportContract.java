package dev.waypost.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.engine.id.EmailAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What every {@link Transport} keeps, whatever is behind it. */
public interface TransportContract {
  /** What the other side does with a mail. */
  enum OtherSide {
    ACCEPTS,
    DEFERS,
    KNOWS_NO_SUCH_MAILBOX,
    BLOCKS,
    VANISHES_BEFORE_DOT,
    VANISHES_AFTER_DOT,
    STALLS_AFTER_DOT
  }

  Duration PATIENCE = Duration.ofSeconds(20);
  byte[] MESSAGE = "Subject: hi\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
  Envelope ENVELOPE =
      new Envelope(
          new EmailAddress("bounce", "sender.example"), new EmailAddress("ann", "example.org"));

  /** A transport whose other side treats the mails so, in order; closed when the test ends. */
  Transport towards(OtherSide... mails);

  /** A transport that cannot reach anybody. */
  Transport towardsNobody();

  @Test
  default void mail_accepted_isDelivered() {
    var outcome = sendOne(towards(OtherSide.ACCEPTS));

    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    assertThat(outcome.reply().code()).isEqualTo(250);
    assertThat(outcome.reply().host()).isNotEmpty();
  }

  @Test
  default void mail_refusedForNow_isDeferred() {
    assertThat(sendOne(towards(OtherSide.DEFERS))).isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  default void mail_mailboxUnknown_bouncesHard() {
    assertThat(sendOne(towards(OtherSide.KNOWS_NO_SUCH_MAILBOX)))
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Bounced.class))
        .extracting(Outcome.Bounced::kind)
        .isEqualTo(BounceKind.HARD);
  }

  @Test
  default void mail_refusedByPolicy_bouncesAsBlocked() {
    assertThat(sendOne(towards(OtherSide.BLOCKS)))
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Bounced.class))
        .extracting(Outcome.Bounced::kind)
        .isEqualTo(BounceKind.BLOCK);
  }

  @Test
  default void connection_lostBeforeDot_defers() {
    assertThat(sendOne(towards(OtherSide.VANISHES_BEFORE_DOT)))
        .isInstanceOf(Outcome.Deferred.class);
  }

  @Test
  default void connection_lostAfterDot_isInDoubt() {
    assertThat(sendOne(towards(OtherSide.VANISHES_AFTER_DOT))).isInstanceOf(Outcome.InDoubt.class);
  }

  @Test
  default void connection_givenBack_carriesTheNextMail() {
    var transport = towards(OtherSide.KNOWS_NO_SUCH_MAILBOX, OtherSide.ACCEPTS, OtherSide.ACCEPTS);

    assertThat(sendOne(transport)).isInstanceOf(Outcome.Bounced.class);
    assertThat(sendOne(transport)).isInstanceOf(Outcome.Delivered.class);
    assertThat(sendOne(transport)).isInstanceOf(Outcome.Delivered.class);
  }

  @Test
  default void connection_secondMailBeforeTheFirstEnded_isABug() {
    var connection = await(towards(OtherSide.STALLS_AFTER_DOT).connect("example.org"));

    var first = connection.send(ENVELOPE, MESSAGE);

    assertThatThrownBy(() -> connection.send(ENVELOPE, MESSAGE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(first.toCompletableFuture()).isNotCompleted();
  }

  @Test
  default void connection_usedAfterRelease_isABug() {
    var connection = await(towards(OtherSide.ACCEPTS).connect("example.org"));

    connection.release();
    connection.release();

    assertThatThrownBy(() -> connection.send(ENVELOPE, MESSAGE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void connect_nobodyThere_isUnavailableWithAMessage() {
    assertThat(towardsNobody().connect("example.org").toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(Transport.Unavailable.class)
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }

  @Test
  default void connect_afterClose_isUnavailable() {
    var transport = towards(OtherSide.ACCEPTS);
    transport.close();

    assertThat(transport.connect("example.org").toCompletableFuture())
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(Transport.Unavailable.class);
  }

  /** Connects, sends one mail, gives the connection back. */
  static Outcome sendOne(Transport transport) {
    var connection = await(transport.connect("example.org"));
    var outcome = await(connection.send(ENVELOPE, MESSAGE));
    connection.release();
    return outcome;
  }

  static <T> T await(CompletionStage<T> stage) {
    var future = stage.toCompletableFuture();
    assertThat(future).succeedsWithin(PATIENCE);
    return future.resultNow();
  }
}
