package dev.waypost.persistence.codec;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictReason;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.recipient.MailingRef;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.AttemptAbandoned;
import dev.waypost.engine.recipient.RecipientEvent.AttemptStarted;
import dev.waypost.engine.recipient.RecipientEvent.Bounced;
import dev.waypost.engine.recipient.RecipientEvent.Closed;
import dev.waypost.engine.recipient.RecipientEvent.Deferred;
import dev.waypost.engine.recipient.RecipientEvent.Delivered;
import dev.waypost.engine.recipient.RecipientEvent.Doubted;
import dev.waypost.engine.recipient.RecipientEvent.First;
import dev.waypost.engine.recipient.RecipientEvent.HitsApplied;
import dev.waypost.engine.recipient.RecipientEvent.HitsReclassified;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.engine.recipient.RecipientEvent.Proof;
import dev.waypost.engine.recipient.RecipientEvent.Reclassified;
import dev.waypost.engine.recipient.RecipientEvent.Requeued;
import dev.waypost.engine.recipient.RecipientEvent.Resolved;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionAdded;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionImported;
import dev.waypost.engine.recipient.RecipientEvent.SuppressionsRemoved;
import dev.waypost.engine.recipient.RecipientEvent.TestHitsApplied;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.persistence.codec.FieldReader.Field;
import java.time.Instant;

/**
 * The fields of a recipient's events, in their order. Packed events have the order of those before
 * them; how a mailing and a reply are read differs ({@link PackedRecipientFields}), so readers are
 * told.
 */
final class RecipientFields {
  private RecipientFields() {}

  /** The version that the event is written as. */
  static EventType typeOf(RecipientEvent event) {
    return switch (event) {
      case AttemptStarted e -> EventType.RECIPIENT_ATTEMPT_STARTED_2;
      case AttemptAbandoned e -> EventType.RECIPIENT_ATTEMPT_ABANDONED_2;
      case Delivered e -> EventType.RECIPIENT_DELIVERED_2;
      case Deferred e -> EventType.RECIPIENT_DEFERRED_2;
      case Bounced e -> EventType.RECIPIENT_BOUNCED_2;
      case Doubted e -> EventType.RECIPIENT_DOUBTED_2;
      case Resolved e -> EventType.RECIPIENT_RESOLVED;
      case Requeued e -> EventType.RECIPIENT_REQUEUED;
      case Closed e -> EventType.RECIPIENT_CLOSED_2;
      case HitsApplied e -> EventType.RECIPIENT_HITS_APPLIED_3;
      case TestHitsApplied e -> EventType.RECIPIENT_TEST_HITS_APPLIED;
      case HitsReclassified e -> EventType.RECIPIENT_HITS_RECLASSIFIED_2;
      case SuppressionAdded e -> EventType.RECIPIENT_SUPPRESSION_ADDED;
      case SuppressionsRemoved e -> EventType.RECIPIENT_SUPPRESSIONS_REMOVED;
      case SuppressionImported e -> EventType.RECIPIENT_SUPPRESSION_IMPORTED;
    };
  }

  /** To a writer of its type's format. */
  static void write(RecipientEvent event, FieldWriter to) {
    switch (event) {
      case AttemptStarted e -> PackedRecipientFields.write(e, to);
      case AttemptAbandoned e -> PackedRecipientFields.write(e, to);
      case Delivered e -> PackedRecipientFields.write(e, to);
      case Deferred e -> PackedRecipientFields.write(e, to);
      case Bounced e -> PackedRecipientFields.write(e, to);
      case Doubted e -> PackedRecipientFields.write(e, to);
      case Closed e -> PackedRecipientFields.write(e, to);
      case HitsApplied e -> PackedRecipientFields.write(e, to);
      case Resolved e ->
          to.origin(e.origin()).text(e.campaign()).instant(e.at()).constant(e.proof());
      case Requeued e -> {
        to.origin(e.origin()).text(e.campaign());
        to.constant(e.from()).constant(e.to()).instant(e.at());
      }
      case TestHitsApplied e -> {
        to.number(e.log().edge()).number(e.log().generation()).number(e.upTo()).instant(e.at());
        to.each(e.hits(), (hit, t) -> testHit(hit, e.at(), t));
      }
      case HitsReclassified e -> {
        to.instant(e.at()).number(e.rules());
        to.each(e.hits(), (hit, t) -> reclassified(hit, e.at(), t));
      }
      case SuppressionAdded e -> suppression(e.suppression(), to.instant(e.at()));
      case SuppressionsRemoved e -> to.instant(e.at());
      case SuppressionImported e -> suppression(e.suppression(), to.instant(e.at()));
    }
  }

  static AttemptStarted attemptStarted(FieldReader from, Field<MailingRef> mailing) {
    var of = mailing.read(from);
    var number = from.integer();
    var state = from.constant(MailingState.class);
    var incarnation = new Incarnation(from.number());
    var at = from.instant();
    return new AttemptStarted(
        of,
        number,
        state,
        incarnation,
        at,
        from.instant(at),
        from.duration(),
        from.constant(WhenInDoubt.class));
  }

  static AttemptAbandoned attemptAbandoned(FieldReader from, Field<Reply> reply) {
    return new AttemptAbandoned(
        from.origin(),
        from.text(),
        from.integer(),
        from.constant(MailingState.class),
        from.instant(),
        reply.read(from));
  }

  static Delivered delivered(FieldReader from, Field<Reply> reply) {
    return new Delivered(
        from.origin(), from.text(), from.integer(), from.instant(), reply.read(from));
  }

  static Deferred deferred(FieldReader from, Field<Reply> reply) {
    var origin = from.origin();
    var campaign = from.text();
    var number = from.integer();
    var at = from.instant();
    return new Deferred(origin, campaign, number, at, from.instant(at), reply.read(from));
  }

  static Bounced bounced(FieldReader from, Field<Reply> reply) {
    return new Bounced(
        from.origin(),
        from.text(),
        from.integer(),
        from.constant(MailingState.class),
        from.instant(),
        from.constant(BounceKind.class),
        reply.read(from));
  }

  static Doubted doubted(FieldReader from, Field<Reply> reply) {
    var origin = from.origin();
    var campaign = from.text();
    var number = from.integer();
    var at = from.instant();
    var due = from.instant(at);
    return new Doubted(
        origin, campaign, number, at, due, from.constant(WhenInDoubt.class), reply.read(from));
  }

  static Resolved resolved(FieldReader from) {
    return new Resolved(from.origin(), from.text(), from.instant(), from.constant(Proof.class));
  }

  static Requeued requeued(FieldReader from) {
    return new Requeued(
        from.origin(),
        from.text(),
        from.constant(MailingState.class),
        from.constant(MailingState.class),
        from.instant());
  }

  static Closed closed(FieldReader from, Field<MailingRef> mailing) {
    return new Closed(
        mailing.read(from),
        from.constant(MailingState.class),
        from.constant(MailingState.class),
        from.instant(),
        from.text());
  }

  static HitsApplied hitsApplied(FieldReader from, int version) {
    var log = new HitLog.LogId(from.integer(), from.number());
    var upTo = from.number();
    var at = from.instant();
    return new HitsApplied(log, upTo, from.each(f -> judgedHit(f, at, version)), at);
  }

  static TestHitsApplied testHitsApplied(FieldReader from) {
    var log = new HitLog.LogId(from.integer(), from.number());
    var upTo = from.number();
    var at = from.instant();
    return new TestHitsApplied(log, upTo, from.each(f -> judgedHit(f, at, 1)), at);
  }

  static HitsReclassified hitsReclassified(FieldReader from, int version) {
    var at = from.instant();
    var rules = from.integer();
    return new HitsReclassified(from.each(f -> reclassified(f, at, version)), rules, at);
  }

  static SuppressionAdded suppressionAdded(FieldReader from) {
    var at = from.instant();
    return new SuppressionAdded(suppression(from), at);
  }

  static SuppressionImported suppressionImported(FieldReader from) {
    var at = from.instant();
    return new SuppressionImported(suppression(from), at);
  }

  static SuppressionsRemoved suppressionsRemoved(FieldReader from) {
    return new SuppressionsRemoved(from.instant());
  }

  /** As it was written when the whole key of the row was kept. */
  static MailingRef mailing(FieldReader from) {
    return new MailingRef(from.origin(), from.text(), RowKey.of(from.bytes()).hash());
  }

  static void suppression(Suppression suppression, FieldWriter to) {
    to.constant(suppression.reason()).instant(suppression.since());
    to.optional(suppression.campaign(), (campaign, t) -> t.text(campaign));
  }

  static Suppression suppression(FieldReader from) {
    return new Suppression(
        from.constant(Suppression.Reason.class), from.instant(), from.optional(f -> f.text()));
  }

  static Reply reply(FieldReader from) {
    return new Reply(from.integer(), from.text(), from.text(), new SmtpReplyText(from.text()));
  }

  /** As hits were in version 1: no visitor, no number of links. */
  private static void testHit(JudgedHit hit, Instant at, FieldWriter to) {
    to.constant(hit.kind()).text(hit.campaign()).number(hit.rowHash()).number(hit.link());
    to.instant(hit.at(), at).constants(hit.signs()).constant(hit.verdict());
    to.constants(hit.reasons()).number(hit.rules()).constants(hit.first());
  }

  private static JudgedHit judgedHit(FieldReader from, Instant at, int version) {
    return new JudgedHit(
        from.constant(Token.Kind.class),
        from.text(),
        from.integer(),
        from.integer(),
        from.instant(at),
        from.constants(Hit.Sign.class),
        visitor(from, version),
        version < 2 ? 0 : from.integer(),
        from.constant(Verdict.class),
        from.constants(VerdictReason.class),
        from.integer(),
        from.constants(First.class));
  }

  private static void reclassified(Reclassified hit, Instant at, FieldWriter to) {
    to.constant(hit.kind()).text(hit.campaign()).number(hit.rowHash()).number(hit.link());
    to.instant(hit.hitAt(), at).number(hit.visitor().bits());
    to.constant(hit.from()).constant(hit.to());
    to.constants(hit.reasons()).constants(hit.lost());
  }

  /** Version 1 did not know it. */
  static Visitor visitor(FieldReader from, int version) {
    return version < 2 ? Visitor.NONE : Visitor.of(from.number());
  }

  private static Reclassified reclassified(FieldReader from, Instant at, int version) {
    return new Reclassified(
        from.constant(Token.Kind.class),
        from.text(),
        from.integer(),
        from.integer(),
        from.instant(at),
        visitor(from, version),
        from.constant(Verdict.class),
        from.constant(Verdict.class),
        from.constants(VerdictReason.class),
        from.constants(First.class));
  }
}
