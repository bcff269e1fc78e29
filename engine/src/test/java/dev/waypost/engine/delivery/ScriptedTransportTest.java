package dev.waypost.engine.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScriptedTransportTest implements TransportContract {
  @Override
  public Transport towards(OtherSide... mails) {
    var transport = new ScriptedTransport();
    for (var mail : mails) {
      switch (mail) {
        case ACCEPTS -> transport.then(new Outcome.Delivered(reply(250, "2.0.0")));
        case DEFERS -> transport.then(new Outcome.Deferred(reply(451, "4.3.0")));
        case KNOWS_NO_SUCH_MAILBOX ->
            transport.then(new Outcome.Bounced(BounceKind.HARD, reply(550, "5.1.1")));
        case BLOCKS -> transport.then(new Outcome.Bounced(BounceKind.BLOCK, reply(554, "5.7.1")));
        case VANISHES_BEFORE_DOT -> transport.then(new Outcome.Deferred(Reply.NONE));
        case VANISHES_AFTER_DOT -> transport.then(new Outcome.InDoubt(Reply.NONE));
        case STALLS_AFTER_DOT -> transport.thenLater(new CompletableFuture<>());
      }
    }
    return transport;
  }

  @Override
  public Transport towardsNobody() {
    return new ScriptedTransport().unreachable();
  }

  @Test
  void transport_used_remembersMailsAndHeldConnections() {
    var transport = new ScriptedTransport();

    TransportContract.sendOne(transport);
    TransportContract.await(transport.connect("example.org"));

    assertThat(transport.sent())
        .extracting(ScriptedTransport.Sent::envelope)
        .containsExactly(ENVELOPE);
    assertThat(transport.held()).isEqualTo(1);
  }

  private static Reply reply(int code, String status) {
    return new Reply(code, status, "scripted.test", SmtpReplyText.NONE);
  }
}
