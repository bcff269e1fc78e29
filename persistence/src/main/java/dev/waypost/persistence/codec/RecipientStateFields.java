package dev.waypost.persistence.codec;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.recipient.Engagement;
import dev.waypost.engine.recipient.Mailing;
import dev.waypost.engine.recipient.MailingRef;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.Recipient.EngagementKey;
import dev.waypost.engine.recipient.Tries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A recipient's snapshot: first the campaigns and batches that it names, by whose places the rest
 * does, then what is in full, then what is folded. The same state always has the same bytes.
 */
final class RecipientStateFields {
  private static final Comparator<EngagementKey> BY_MAIL =
      Comparator.comparing(EngagementKey::campaign).thenComparing(EngagementKey::rowHash);

  private RecipientStateFields() {}

  static void write(Recipient state, FieldWriter to) {
    var engagements = new TreeMap<EngagementKey, Engagement>(BY_MAIL);
    engagements.putAll(state.engagements());
    var names = Names.of(state, engagements.keySet());
    to.each(names.campaigns(), (campaign, t) -> t.text(campaign));
    to.each(names.batches(), (batch, t) -> t.batch(batch));
    to.each(state.mailings().values(), (mailing, t) -> mailing(mailing, names, t));
    to.each(
        engagements.entrySet(),
        (entry, t) -> {
          t.number(names.campaigns().indexOf(entry.getKey().campaign()));
          t.number(entry.getKey().rowHash());
          engagement(entry.getValue(), t);
        });
    to.each(state.suppressions(), RecipientFields::suppression);
    to.each(
        new TreeMap<>(state.marks()).entrySet(),
        (entry, t) ->
            t.number(entry.getKey())
                .number(entry.getValue().generation())
                .number(entry.getValue().number()));
    FoldedFields.write(state.folded(), to);
  }

  static Recipient read(FieldReader from) {
    var names = new Names(from.each(FieldReader::text), from.each(FieldReader::batch));
    var mailings = new LinkedHashMap<Origin, Mailing>();
    from.each(f -> mailing(f, names)).forEach(m -> mailings.put(m.id().origin(), m));
    var engagements = new LinkedHashMap<EngagementKey, Engagement>();
    from.each(f -> Map.entry(new EngagementKey(names.campaign(f), f.integer()), engagement(f)))
        .forEach(e -> engagements.put(e.getKey(), e.getValue()));
    var suppressions = from.each(RecipientFields::suppression);
    var marks = new HashMap<Integer, Recipient.Mark>();
    from.each(f -> Map.entry(f.integer(), new Recipient.Mark(f.number(), f.number())))
        .forEach(e -> marks.put(e.getKey(), e.getValue()));
    return new Recipient(mailings, engagements, suppressions, marks, FoldedFields.read(from));
  }

  /** What a snapshot names more than once. */
  private record Names(List<String> campaigns, List<BatchId> batches) {
    static Names of(Recipient state, Iterable<EngagementKey> mails) {
      var campaigns = new LinkedHashSet<String>();
      var batches = new LinkedHashSet<BatchId>();
      for (var mailing : state.mailings().values()) {
        campaigns.add(mailing.id().campaign());
        batches.add(mailing.id().origin().batch());
      }
      mails.forEach(mail -> campaigns.add(mail.campaign()));
      return new Names(new ArrayList<>(campaigns), new ArrayList<>(batches));
    }

    String campaign(FieldReader from) {
      return campaigns.get(from.integer());
    }

    BatchId batch(FieldReader from) {
      return batches.get(from.integer());
    }
  }

  /** The state is written first and tells the record. */
  private static void mailing(Mailing mailing, Names names, FieldWriter to) {
    var id = mailing.id();
    to.constant(mailing.state());
    to.number(names.batches().indexOf(id.origin().batch()));
    to.number(id.origin().page()).number(id.origin().line());
    to.number(names.campaigns().indexOf(id.campaign())).number(id.rowHash());
    var tries = mailing.tries();
    to.number(tries.number()).instant(tries.date()).instant(tries.since(), tries.date());
    to.duration(tries.pausedBefore()).constant(tries.whenInDoubt());
    switch (mailing) {
      case Mailing.Deferred m -> to.instant(m.due(), tries.since());
      case Mailing.Attempting m ->
          to.number(m.incarnation().value()).constant(m.before()).instant(m.due(), tries.since());
      case Mailing.Delivered m ->
          to.instant(m.at(), tries.since())
              .optional(m.arrived(), (arrived, t) -> t.instant(arrived, m.at()));
      case Mailing.Bounced m -> to.constant(m.kind()).instant(m.at(), tries.since());
      case Mailing.Waiting m -> {}
      case Mailing.InDoubt m -> {}
      case Mailing.Closed m -> to.instant(m.at(), tries.since());
    }
  }

  private static Mailing mailing(FieldReader from, Names names) {
    var state = from.constant(MailingState.class);
    var origin = new Origin(names.batch(from), from.integer(), from.integer());
    var id = new MailingRef(origin, names.campaign(from), from.integer());
    var tries = tries(from);
    var since = tries.since();
    return switch (state) {
      case WAITING -> new Mailing.Waiting(id, tries);
      case ATTEMPTING ->
          new Mailing.Attempting(
              id,
              tries,
              new Incarnation(from.number()),
              from.constant(MailingState.class),
              from.instant(since));
      case DEFERRED -> new Mailing.Deferred(id, tries, from.instant(since));
      case DELIVERED -> {
        var at = from.instant(since);
        yield new Mailing.Delivered(id, tries, at, from.optional(f -> f.instant(at)));
      }
      case BOUNCED ->
          new Mailing.Bounced(id, tries, from.constant(BounceKind.class), from.instant(since));
      case IN_DOUBT -> new Mailing.InDoubt(id, tries);
      case EXPIRED, SUPPRESSED, DUPLICATE, FAILED, CANCELLED ->
          new Mailing.Closed(id, tries, state, from.instant(since));
    };
  }

  private static Tries tries(FieldReader from) {
    var number = from.integer();
    var date = from.instant();
    return new Tries(
        number, date, from.instant(date), from.duration(), from.constant(WhenInDoubt.class));
  }

  private static void engagement(Engagement engagement, FieldWriter to) {
    var at = engagement.at();
    to.instant(at).number(engagement.links());
    to.each(
        engagement.recent(),
        (recent, t) -> {
          var hit = recent.hit();
          t.constant(hit.kind()).number(hit.link()).instant(hit.at(), at).constants(hit.signs());
          t.number(hit.visitor().bits()).constant(recent.verdict()).number(recent.rules());
        });
    to.bits(engagement.settledLinks());
    to.flag(engagement.settledOpen()).flag(engagement.unsubscribed());
  }

  private static Engagement engagement(FieldReader from) {
    var at = from.instant();
    return new Engagement(
        from.integer(),
        from.each(
            f ->
                new Engagement.Recent(
                    new ObservedHit(
                        f.constant(Token.Kind.class),
                        f.integer(),
                        f.instant(at),
                        f.constants(Hit.Sign.class),
                        Visitor.of(f.number())),
                    f.constant(Verdict.class),
                    f.integer())),
        from.bits(),
        from.flag(),
        from.flag(),
        at);
  }
}
