package dev.waypost.engine.smtp;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.Envelope;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.smtp.SmtpDialogue.Answer;
import dev.waypost.engine.smtp.SmtpDialogue.Lost;
import dev.waypost.engine.smtp.SmtpDialogue.Said;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.util.Optional;

/**
 * One mail over one connection: MAIL, RCPT, DATA, the message, the final dot.
 *
 * <pre>
 * mail -> rcpt -> data -> message -> dot        in one go up to data with PIPELINING
 *   |       |       |        |        |
 *   +-------+-------+--------+        +-> delivered | deferred | bounced, or no reply: in doubt
 *   +-> refused (deferred | bounced), or no reply: deferred
 * </pre>
 *
 * The dot counts as sent when all its bytes are with the operating system: until then the server
 * cannot have seen the end of the message, so that a connection lost in the middle of a long
 * message is no doubt. Event loop only.
 */
final class SmtpTransaction {
  /** What the connection is good for afterwards. */
  enum Afterwards {
    /** The next MAIL. */
    CLEAN,
    /** RSET before the next MAIL. */
    DIRTY,
    /** Nothing. */
    BROKEN
  }

  /** Told once how it ended. */
  interface Ending {
    void ended(Outcome outcome, Afterwards afterwards);
  }

  private static final int BLOCK_BYTES = 64 * 1024;
  private static final byte[] DOT = {'.', '\r', '\n'};

  private final SmtpDialogue dialogue;
  private final SmtpTimeouts timeouts;
  private final String host;
  private final SmtpExtensions extensions;
  private final boolean usedBefore;
  private final Envelope envelope;
  private final byte[] message;
  private final Ending ending;

  private byte[] stuffed = new byte[0];
  private Optional<Outcome> refusal = Optional.empty();
  private Optional<ChannelFuture> dotWritten = Optional.empty();
  private boolean anyReply;
  private boolean ended;

  /**
   * @param usedBefore whether the server may have closed the connection while it was idle
   */
  SmtpTransaction(
      SmtpDialogue dialogue,
      SmtpTimeouts timeouts,
      String host,
      SmtpExtensions extensions,
      boolean usedBefore,
      Envelope envelope,
      byte[] message,
      Ending ending) {
    this.dialogue = dialogue;
    this.timeouts = timeouts;
    this.host = host;
    this.extensions = extensions;
    this.usedBefore = usedBefore;
    this.envelope = envelope;
    this.message = message;
    this.ending = ending;
  }

  void begin() {
    try {
      stuffed = DotStuffing.stuff(message);
    } catch (DotStuffing.BareLineBreak e) {
      end(
          new Outcome.Bounced(BounceKind.BLOCK, own("5.6.0", String.valueOf(e.getMessage()))),
          Afterwards.CLEAN);
      return;
    }
    var size = extensions.sizeMax();
    if (size.isPresent() && message.length > size.get()) {
      var text = "the message has " + message.length + " bytes, the server takes " + size.get();
      end(new Outcome.Bounced(BounceKind.SOFT, own("5.3.4", text)), Afterwards.CLEAN);
      return;
    }
    if (needsUtf8() && !extensions.has("SMTPUTF8")) {
      // Soft: it is this relay that cannot, which says nothing about the mailbox (RFC 6531 3.5).
      var text = "an address needs SMTPUTF8, which the server does not offer";
      end(new Outcome.Bounced(BounceKind.SOFT, own("5.6.7", text)), Afterwards.CLEAN);
      return;
    }
    mail();
  }

  private void mail() {
    dialogue.command(mailCommand(), timeouts.command(), this::afterMail);
    if (isPipelined()) {
      dialogue.command(rcptCommand(), timeouts.command(), this::afterRcpt);
      dialogue.command("DATA", timeouts.data(), this::afterData);
    }
    dialogue.flush();
  }

  private void afterMail(Answer answer) {
    if (accepted(SmtpStage.MAIL, answer) && !isPipelined()) {
      dialogue.ask(rcptCommand(), timeouts.command(), this::afterRcpt);
    }
  }

  private void afterRcpt(Answer answer) {
    if (accepted(SmtpStage.RCPT, answer) && !isPipelined()) {
      dialogue.ask("DATA", timeouts.data(), this::afterData);
    }
  }

  private void afterData(Answer answer) {
    switch (answer) {
      case Lost lost -> lostBeforeDot(lost);
      case Said(var reply) -> {
        if (reply.isIntermediate() && refusal.isEmpty()) {
          message();
        } else if (reply.isIntermediate()) {
          // A pipelined DATA that was let through although nobody is to get the mail (RFC 2920
          // 3.1).
          dialogue.expect(timeouts.finalDot(), ignored -> endRefused());
          var unused = dialogue.write(Unpooled.wrappedBuffer(DOT));
          dialogue.flush();
        } else {
          if (refusal.isEmpty()) {
            refusal = Optional.of(refused(SmtpStage.DATA, reply));
          }
          endRefused();
        }
      }
    }
  }

  /** Whether to go on; a refusal ends the transaction when no further reply is expected. */
  private boolean accepted(SmtpStage stage, Answer answer) {
    return switch (answer) {
      case Lost lost -> {
        lostBeforeDot(lost);
        yield false;
      }
      case Said(var reply) -> {
        anyReply = true;
        if (reply.isPositive() && refusal.isEmpty()) {
          yield true;
        }
        if (refusal.isEmpty()) {
          refusal = Optional.of(refused(stage, reply));
        }
        if (!isPipelined() || reply.isGoodbye()) {
          endRefused();
        }
        yield false;
      }
    };
  }

  private void message() {
    dialogue.expect(timeouts.block(), this::afterDot);
    block(0);
  }

  private void block(int from) {
    if (ended) {
      return;
    }
    var length = Math.min(BLOCK_BYTES, stuffed.length - from);
    var to = from + length;
    var written = dialogue.write(Unpooled.wrappedBuffer(stuffed, from, length));
    if (to < stuffed.length) {
      dialogue.flush();
      written.addListener(
          f -> {
            if (f.isSuccess()) {
              dialogue.allow(timeouts.block());
              block(to);
            }
          });
      return;
    }
    var dot = dialogue.write(Unpooled.wrappedBuffer(DOT));
    dotWritten = Optional.of(dot);
    dialogue.flush();
    dot.addListener(
        f -> {
          if (f.isSuccess() && !ended) {
            dialogue.allow(timeouts.finalDot());
          }
        });
  }

  private void afterDot(Answer answer) {
    switch (answer) {
      case Lost(var loss, var why) ->
          dotWritten.ifPresentOrElse(
              dot -> dot.addListener(f -> lostAroundDot(f.isSuccess(), why)),
              () -> lostAroundDot(false, why));
      case Said(var reply) -> {
        if (dotWritten.isPresent() && dotWritten.get().isSuccess()) {
          repliedToDot(reply);
        } else {
          // It did not hear us out: what is left of the message would be taken for commands.
          end(refused(SmtpStage.DATA, reply), Afterwards.BROKEN);
        }
      }
    }
  }

  private void lostAroundDot(boolean dotSent, String why) {
    end(
        dotSent
            ? new Outcome.InDoubt(own("", "after the final dot: " + why))
            : new Outcome.Deferred(own("", "before the final dot: " + why)),
        Afterwards.BROKEN);
  }

  private void repliedToDot(SmtpReply reply) {
    var kept = reply.kept(host, envelope.to());
    if (reply.isPositive()) {
      end(new Outcome.Delivered(kept), Afterwards.CLEAN);
    } else if (reply.isIntermediate()) {
      end(new Outcome.InDoubt(kept), Afterwards.BROKEN);
    } else {
      end(refused(SmtpStage.DOT, reply), reply.isGoodbye() ? Afterwards.BROKEN : Afterwards.CLEAN);
    }
  }

  private Outcome refused(SmtpStage stage, SmtpReply reply) {
    var kept = reply.kept(host, envelope.to());
    // 530 and 538: it wants us to log in or to encrypt (RFC 4954); no fault of the mail.
    if (!reply.isPermanent() || reply.code() == 530 || reply.code() == 538) {
      return new Outcome.Deferred(kept);
    }
    return new Outcome.Bounced(
        BounceRules.kind(stage, reply.code(), reply.status(), reply.text()), kept);
  }

  private void lostBeforeDot(Lost lost) {
    if (refusal.isPresent()) {
      end(refusal.get(), Afterwards.BROKEN);
    } else if (usedBefore && !anyReply && lost.loss() == SmtpDialogue.Loss.CLOSED) {
      end(
          new Outcome.Untried(own("", "an idle connection was dead: " + lost.why())),
          Afterwards.BROKEN);
    } else {
      end(new Outcome.Deferred(own("", "before the final dot: " + lost.why())), Afterwards.BROKEN);
    }
  }

  private void endRefused() {
    end(refusal.orElseThrow(), dialogue.isLost() ? Afterwards.BROKEN : Afterwards.DIRTY);
  }

  private void end(Outcome outcome, Afterwards afterwards) {
    if (!ended) {
      ended = true;
      ending.ended(outcome, afterwards);
    }
  }

  private boolean isPipelined() {
    return extensions.has("PIPELINING");
  }

  private boolean needsUtf8() {
    return envelope.to().needsUtf8()
        || envelope.from().needsUtf8()
        || !DotStuffing.isHeadSevenBit(message);
  }

  private String mailCommand() {
    var command = new StringBuilder("MAIL FROM:<").append(envelope.from()).append('>');
    if (extensions.has("SIZE")) {
      command.append(" SIZE=").append(message.length);
    }
    if (extensions.has("8BITMIME") && !DotStuffing.isSevenBit(message)) {
      command.append(" BODY=8BITMIME");
    }
    if (needsUtf8()) {
      command.append(" SMTPUTF8");
    }
    return command.toString();
  }

  private String rcptCommand() {
    return "RCPT TO:<" + envelope.to() + ">";
  }

  private Reply own(String status, String text) {
    return new Reply(0, status, host, SmtpReplyText.redact(text));
  }
}
