package dev.waypost.persistence.codec;

import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictReason;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.recipient.MailingRef;
import dev.waypost.engine.recipient.RecipientEvent.AttemptAbandoned;
import dev.waypost.engine.recipient.RecipientEvent.AttemptStarted;
import dev.waypost.engine.recipient.RecipientEvent.Bounced;
import dev.waypost.engine.recipient.RecipientEvent.Closed;
import dev.waypost.engine.recipient.RecipientEvent.Deferred;
import dev.waypost.engine.recipient.RecipientEvent.Delivered;
import dev.waypost.engine.recipient.RecipientEvent.Doubted;
import dev.waypost.engine.recipient.RecipientEvent.First;
import dev.waypost.engine.recipient.RecipientEvent.HitsApplied;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How the events of which each mail and each hit makes some are written, and what of them is read
 * in another way than before; the rest of reading is in {@link RecipientFields}.
 */
final class PackedRecipientFields {
  private static final String BETWEEN = " ";

  private PackedRecipientFields() {}

  static void write(AttemptStarted e, FieldWriter to) {
    mailing(e.mailing(), to);
    to.number(e.number()).constant(e.from()).number(e.incarnation().value());
    to.instant(e.at()).instant(e.date(), e.at());
    to.duration(e.pausedFor()).constant(e.whenInDoubt());
  }

  static void write(AttemptAbandoned e, FieldWriter to) {
    to.origin(e.origin()).text(e.campaign()).number(e.number()).constant(e.to()).instant(e.at());
    reply(e.reply(), to);
  }

  static void write(Delivered e, FieldWriter to) {
    to.origin(e.origin()).text(e.campaign()).number(e.number()).instant(e.at());
    reply(e.reply(), to);
  }

  static void write(Deferred e, FieldWriter to) {
    to.origin(e.origin()).text(e.campaign()).number(e.number());
    reply(e.reply(), to.instant(e.at()).instant(e.due(), e.at()));
  }

  static void write(Bounced e, FieldWriter to) {
    to.origin(e.origin()).text(e.campaign()).number(e.number()).constant(e.from());
    reply(e.reply(), to.instant(e.at()).constant(e.kind()));
  }

  static void write(Doubted e, FieldWriter to) {
    to.origin(e.origin()).text(e.campaign()).number(e.number());
    reply(e.reply(), to.instant(e.at()).instant(e.due(), e.at()).constant(e.next()));
  }

  static void write(Closed e, FieldWriter to) {
    mailing(e.mailing(), to);
    to.constant(e.from()).constant(e.to()).instant(e.at()).text(e.reason());
  }

  /** A hit of the same mail as the one before it does not say which. */
  static void write(HitsApplied e, FieldWriter to) {
    to.number(e.log().edge()).number(e.log().generation()).number(e.upTo()).instant(e.at());
    to.number(e.hits().size());
    for (var i = 0; i < e.hits().size(); i++) {
      var hit = e.hits().get(i);
      if (i > 0) {
        var isSame = isSameMail(hit, e.hits().get(i - 1));
        to.flag(isSame);
        if (isSame) {
          hit(hit, e.at(), to);
          continue;
        }
      }
      hit(hit, e.at(), to.text(hit.campaign()).number(hit.rowHash()));
    }
  }

  private static boolean isSameMail(JudgedHit one, JudgedHit other) {
    return one.rowHash() == other.rowHash() && one.campaign().equals(other.campaign());
  }

  static HitsApplied hitsApplied(FieldReader from) {
    var log = new HitLog.LogId(from.integer(), from.number());
    var upTo = from.number();
    var at = from.instant();
    var count = from.number();
    var hits = new ArrayList<JudgedHit>();
    for (var i = 0L; i < count; i++) {
      if (i > 0 && from.flag()) {
        var before = hits.getLast();
        hits.add(hit(from, at, before.campaign(), before.rowHash()));
      } else {
        hits.add(hit(from, at, from.text(), from.integer()));
      }
    }
    return new HitsApplied(log, upTo, List.copyOf(hits), at);
  }

  private static void hit(JudgedHit hit, Instant at, FieldWriter to) {
    to.constant(hit.kind()).number(hit.link()).instant(hit.at(), at).constants(hit.signs());
    to.number(hit.visitor().bits()).number(hit.links()).constant(hit.verdict());
    to.constants(hit.reasons()).number(hit.rules()).constants(hit.first());
  }

  private static JudgedHit hit(FieldReader from, Instant at, String campaign, int rowHash) {
    return new JudgedHit(
        from.constant(Token.Kind.class),
        campaign,
        rowHash,
        from.integer(),
        from.instant(at),
        from.constants(Hit.Sign.class),
        Visitor.of(from.number()),
        from.integer(),
        from.constant(Verdict.class),
        from.constants(VerdictReason.class),
        from.integer(),
        from.constants(First.class));
  }

  private static void mailing(MailingRef mailing, FieldWriter to) {
    to.origin(mailing.origin()).text(mailing.campaign()).number(mailing.rowHash());
  }

  static MailingRef mailing(FieldReader from) {
    return new MailingRef(from.origin(), from.text(), from.integer());
  }

  /** Servers begin their text with the status, which is not said twice. */
  private static void reply(Reply reply, FieldWriter to) {
    var opening = reply.status() + BETWEEN;
    var text = reply.text().value();
    var isOpening = !reply.status().isEmpty() && text.startsWith(opening);
    to.number(reply.code()).text(reply.status()).text(reply.host()).flag(isOpening);
    to.text(isOpening ? text.substring(opening.length()) : text);
  }

  static Reply reply(FieldReader from) {
    var code = from.integer();
    var status = from.text();
    var host = from.text();
    var isOpening = from.flag();
    var text = from.text();
    return new Reply(
        code, status, host, new SmtpReplyText(isOpening ? status + BETWEEN + text : text));
  }
}
