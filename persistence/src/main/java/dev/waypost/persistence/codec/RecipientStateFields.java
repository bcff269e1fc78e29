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
import dev.waypost.engine.recipient.Mailing;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.Recipient.EngagementKey;
import dev.waypost.engine.recipient.Tries;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A recipient's snapshot. The same state always has the same bytes. */
final class RecipientStateFields {
  private static final Comparator<EngagementKey> BY_MAIL =
      Comparator.comparing(EngagementKey::campaign).thenComparing(EngagementKey::rowHash);

  private RecipientStateFields() {}

  static void write(Recipient state, FieldWriter to) {
    to.each(state.mailings().values(), RecipientStateFields::mailing);
    var engagements = new TreeMap<EngagementKey, Engagement>(BY_MAIL);
    engagements.putAll(state.engagements());
    to.each(
        engagements.entrySet(),
        (entry, t) -> {
          t.text(entry.getKey().campaign()).number(entry.getKey().rowHash());
          engagement(entry.getValue(), t);
        });
    to.each(state.suppressions(), RecipientFields::suppression);
    to.each(
        new TreeMap<>(state.marks()).entrySet(),
        (entry, t) ->
            t.number(entry.getKey())
                .number(entry.getValue().generation())
                .number(entry.getValue().number()));
  }

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
    return new Recipient(mailings, engagements, suppressions, marks);
  }

  /** The state is written first and tells the record. */
  private static void mailing(Mailing mailing, FieldWriter to) {
    to.constant(mailing.state());
    RecipientFields.mailing(mailing.id(), to);
    tries(mailing.tries(), to);
    switch (mailing) {
      case Mailing.Deferred m -> to.instant(m.due());
      case Mailing.Attempting m ->
          to.number(m.incarnation().value()).constant(m.before()).instant(m.due());
      case Mailing.Delivered m ->
          to.instant(m.at()).optional(m.arrived(), (arrived, t) -> t.instant(arrived));
      case Mailing.Bounced m -> to.constant(m.kind());
      case Mailing.Waiting m -> {}
      case Mailing.InDoubt m -> {}
      case Mailing.Closed m -> {}
    }
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
              id, tries, from.instant(), version < 2 ? Optional.empty() : from.optionalInstant());
      case BOUNCED -> new Mailing.Bounced(id, tries, from.constant(BounceKind.class));
      case IN_DOUBT -> new Mailing.InDoubt(id, tries);
      case EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED ->
          new Mailing.Closed(id, tries, state);
    };
  }

  private static void tries(Tries tries, FieldWriter to) {
    to.number(tries.number()).instant(tries.date()).instant(tries.since(), tries.date());
    to.duration(tries.pausedBefore()).constant(tries.whenInDoubt());
  }

  private static Tries tries(FieldReader from) {
    var number = from.integer();
    var date = from.instant();
    return new Tries(
        number, date, from.instant(date), from.duration(), from.constant(WhenInDoubt.class));
  }

  private static void engagement(Engagement engagement, FieldWriter to) {
    to.number(engagement.links());
    to.each(
        engagement.recent(),
        (recent, t) -> {
          var hit = recent.hit();
          t.constant(hit.kind()).number(hit.link()).instant(hit.at()).constants(hit.signs());
          t.number(hit.visitor().bits()).constant(recent.verdict()).number(recent.rules());
        });
    to.bits(engagement.settledLinks());
    to.flag(engagement.settledOpen()).flag(engagement.unsubscribed());
  }

  private static Engagement engagement(FieldReader from, int version) {
    return new Engagement(
        version < 2 ? 0 : from.integer(),
        from.each(f -> recent(f, version)),
        from.bits(),
        from.flag(),
        from.flag());
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
