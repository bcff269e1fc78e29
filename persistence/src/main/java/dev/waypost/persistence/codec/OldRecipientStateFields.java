package dev.waypost.persistence.codec;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.recipient.Engagement;
import dev.waypost.engine.recipient.Folded;
import dev.waypost.engine.recipient.Mailing;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.Recipient.EngagementKey;
import dev.waypost.engine.recipient.Tries;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A recipient's snapshot as it was written before folding: since when a mailing or the hits of a
 * mail have rested follows from what was kept.
 */
final class OldRecipientStateFields {
  private OldRecipientStateFields() {}

  /** Version 1 knew neither visitors, links and rules of hits, nor the arrival of a mail. */
  static Recipient read(FieldReader from, int version) {
    var mailings = new LinkedHashMap<Origin, Mailing>();
    from.each(f -> mailing(f, version)).forEach(m -> mailings.put(m.id().origin(), m));
    var engagements = new HashMap<EngagementKey, Engagement>();
    from.each(f -> Map.entry(new EngagementKey(f.text(), f.integer()), engagement(f, version)))
        .forEach(e -> engagements.put(e.getKey(), e.getValue()));
    var suppressions = from.each(RecipientFields::suppression);
    var marks = new HashMap<Integer, Recipient.Mark>();
    from.each(f -> Map.entry(f.integer(), new Recipient.Mark(f.number(), f.number())))
        .forEach(e -> marks.put(e.getKey(), e.getValue()));
    return new Recipient(mailings, engagements, suppressions, marks, Folded.NONE);
  }

  private static Mailing mailing(FieldReader from, int version) {
    var state = from.constant(MailingState.class);
    var id = RecipientFields.mailing(from);
    var tries = tries(from);
    return switch (state) {
      case WAITING -> new Mailing.Waiting(id, tries);
      case ATTEMPTING ->
          new Mailing.Attempting(
              id,
              tries,
              new Incarnation(from.number()),
              from.constant(MailingState.class),
              from.instant());
      case DEFERRED -> new Mailing.Deferred(id, tries, from.instant());
      case DELIVERED ->
          new Mailing.Delivered(
              id,
              tries,
              from.instant(),
              version < 2 ? Optional.empty() : from.optional(f -> f.instant()));
      case BOUNCED ->
          new Mailing.Bounced(id, tries, from.constant(BounceKind.class), tries.since());
      case IN_DOUBT -> new Mailing.InDoubt(id, tries);
      case EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED ->
          new Mailing.Closed(id, tries, state, tries.since());
    };
  }

  private static Tries tries(FieldReader from) {
    var number = from.integer();
    var date = from.instant();
    return new Tries(
        number, date, from.instant(date), from.duration(), from.constant(WhenInDoubt.class));
  }

  private static Engagement engagement(FieldReader from, int version) {
    var links = version < 2 ? 0 : from.integer();
    var recent = from.each(f -> recent(f, version));
    return new Engagement(
        links,
        recent,
        from.bits(),
        from.flag(),
        from.flag(),
        recent.isEmpty() ? Instant.EPOCH : recent.getLast().hit().at());
  }

  private static Engagement.Recent recent(FieldReader from, int version) {
    return new Engagement.Recent(
        new ObservedHit(
            from.constant(Token.Kind.class),
            from.integer(),
            from.instant(),
            from.constants(Hit.Sign.class),
            RecipientFields.visitor(from, version)),
        from.constant(Verdict.class),
        version < 2 ? 1 : from.integer());
  }
}
