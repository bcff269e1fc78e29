package dev.waypost.persistence.codec;

import dev.waypost.engine.campaign.BatchProgress;
import dev.waypost.engine.campaign.Campaign;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.campaign.PageProgress;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.ObservedHit;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictReason;
import dev.waypost.engine.link.Visitor;
import dev.waypost.engine.recipient.Engagement;
import dev.waypost.engine.recipient.Folded;
import dev.waypost.engine.recipient.FoldedEngagement;
import dev.waypost.engine.recipient.FoldedMailing;
import dev.waypost.engine.recipient.Mailing;
import dev.waypost.engine.recipient.MailingRef;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.First;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.recipient.Tries;
import dev.waypost.engine.roster.Page;
import dev.waypost.engine.roster.PageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One value of each type, as the golden files have it. A released sample never changes: change the
 * event, and the sample gets a second version beside it.
 */
public final class Samples {
  public static final Instant AT = Instant.parse("2026-03-01T10:00:00.123Z");

  private static final BatchId BATCH = new BatchId("Zm9vYmFyYmF6cXV4");
  public static final Origin ORIGIN = new Origin(BATCH, 3, 1777);
  private static final MailingRef MAILING =
      MailingRef.of(
          new MailingId(ORIGIN, "spring-sale", RowKey.parse("00112233445566778899aabbccddeeff")));
  private static final Reply REPLY =
      new Reply(250, "2.0.0", "mx.example.com", new SmtpReplyText("2.0.0 Ok: queued as 4F7xYz"));

  private static final Visitor VISITOR = new Visitor(0xfedc, 0x1234);

  /** What replaced a version that is read and no more written. */
  private static final Map<EventType, EventType> REPLACED =
      Map.ofEntries(
          Map.entry(EventType.RECIPIENT_HITS_APPLIED, EventType.RECIPIENT_HITS_APPLIED_3),
          Map.entry(EventType.RECIPIENT_HITS_APPLIED_2, EventType.RECIPIENT_HITS_APPLIED_3),
          Map.entry(EventType.RECIPIENT_HITS_RECLASSIFIED, EventType.RECIPIENT_HITS_RECLASSIFIED_2),
          Map.entry(EventType.RECIPIENT_ATTEMPT_STARTED, EventType.RECIPIENT_ATTEMPT_STARTED_2),
          Map.entry(EventType.RECIPIENT_ATTEMPT_ABANDONED, EventType.RECIPIENT_ATTEMPT_ABANDONED_2),
          Map.entry(EventType.RECIPIENT_DELIVERED, EventType.RECIPIENT_DELIVERED_2),
          Map.entry(EventType.RECIPIENT_DEFERRED, EventType.RECIPIENT_DEFERRED_2),
          Map.entry(EventType.RECIPIENT_BOUNCED, EventType.RECIPIENT_BOUNCED_2),
          Map.entry(EventType.RECIPIENT_DOUBTED, EventType.RECIPIENT_DOUBTED_2),
          Map.entry(EventType.RECIPIENT_CLOSED, EventType.RECIPIENT_CLOSED_2),
          Map.entry(EventType.RECIPIENT_STATE, EventType.RECIPIENT_STATE_3),
          Map.entry(EventType.RECIPIENT_STATE_2, EventType.RECIPIENT_STATE_3));

  private Samples() {}

  /** The type that values of this one are written as now. */
  static EventType writtenAs(EventType type) {
    return REPLACED.getOrDefault(type, type);
  }

  static Object of(EventType type) {
    return switch (type) {
      case RECIPIENT_ATTEMPT_STARTED, RECIPIENT_ATTEMPT_STARTED_2 -> attemptStarted();
      case RECIPIENT_ATTEMPT_ABANDONED, RECIPIENT_ATTEMPT_ABANDONED_2 ->
          new RecipientEvent.AttemptAbandoned(
              ORIGIN, "spring-sale", 1, MailingState.WAITING, AT, Reply.NONE);
      case RECIPIENT_DELIVERED, RECIPIENT_DELIVERED_2 -> delivered();
      case RECIPIENT_DEFERRED, RECIPIENT_DEFERRED_2 ->
          new RecipientEvent.Deferred(
              ORIGIN, "spring-sale", 2, AT, AT.plus(Duration.ofMinutes(5)), REPLY);
      case RECIPIENT_BOUNCED, RECIPIENT_BOUNCED_2 ->
          new RecipientEvent.Bounced(
              ORIGIN, "spring-sale", 1, MailingState.ATTEMPTING, AT, BounceKind.HARD, REPLY);
      case RECIPIENT_DOUBTED, RECIPIENT_DOUBTED_2 ->
          new RecipientEvent.Doubted(
              ORIGIN, "spring-sale", 1, AT, AT.plusSeconds(300), WhenInDoubt.RETRY, Reply.NONE);
      case RECIPIENT_RESOLVED ->
          new RecipientEvent.Resolved(ORIGIN, "spring-sale", AT, RecipientEvent.Proof.HIT);
      case RECIPIENT_REQUEUED ->
          new RecipientEvent.Requeued(
              ORIGIN, "spring-sale", MailingState.BOUNCED, MailingState.DEFERRED, AT);
      case RECIPIENT_CLOSED, RECIPIENT_CLOSED_2 ->
          new RecipientEvent.Closed(
              MAILING, MailingState.WAITING, MailingState.SUPPRESSED, AT, "unsubscribed");
      case RECIPIENT_HITS_APPLIED ->
          new RecipientEvent.HitsApplied(
              new HitLog.LogId(2, 9), 123_456_789, List.of(judgedClick(), judgedOpen()), AT);
      case RECIPIENT_HITS_APPLIED_2 ->
          new RecipientEvent.HitsApplied(
              new HitLog.LogId(2, 9), 123_456_789, List.of(judgedClick2(), judgedOpen()), AT);
      case RECIPIENT_HITS_APPLIED_3 ->
          new RecipientEvent.HitsApplied(
              new HitLog.LogId(2, 9),
              123_456_789,
              List.of(judgedClick2(), judgedOpen(), judgedOpen()),
              AT);
      case RECIPIENT_HITS_RECLASSIFIED ->
          new RecipientEvent.HitsReclassified(List.of(reclassified(Visitor.NONE)), 1, AT);
      case RECIPIENT_HITS_RECLASSIFIED_2 ->
          new RecipientEvent.HitsReclassified(List.of(reclassified(VISITOR)), 2, AT);
      case RECIPIENT_SUPPRESSION_ADDED ->
          new RecipientEvent.SuppressionAdded(
              new Suppression(Suppression.Reason.UNSUBSCRIBED, AT, Optional.of("spring-sale")), AT);
      case RECIPIENT_SUPPRESSIONS_REMOVED -> new RecipientEvent.SuppressionsRemoved(AT);
      case RECIPIENT_TEST_HITS_APPLIED ->
          new RecipientEvent.TestHitsApplied(
              new HitLog.LogId(2, 9), 123_456_790, List.of(judgedOpen()), AT);
      case RECIPIENT_SUPPRESSION_IMPORTED ->
          new RecipientEvent.SuppressionImported(
              new Suppression(
                  Suppression.Reason.COMPLAINED,
                  AT.minus(Duration.ofDays(400)),
                  Optional.of("spring-sale")),
              AT);
      case CAMPAIGN_DRAFTED -> new CampaignEvent.Drafted(plan(), AT);
      case CAMPAIGN_SCHEDULED -> new CampaignEvent.Scheduled(AT.plus(Duration.ofDays(1)), AT);
      case CAMPAIGN_LAUNCHED -> new CampaignEvent.Launched(AT);
      case CAMPAIGN_BATCH_STORED -> new CampaignEvent.BatchStored(BATCH, 10_000, 4_999_999, AT);
      case CAMPAIGN_PAGE_OPENED -> new CampaignEvent.PageOpened(BATCH, 17, 500, AT);
      case CAMPAIGN_PAGE_MOVED -> new CampaignEvent.PageMoved(BATCH, 17, PageProgress.FINISHED, AT);
      case CAMPAIGN_PAUSE_REQUESTED -> new CampaignEvent.PauseRequested(AT);
      case CAMPAIGN_PAUSED -> new CampaignEvent.Paused(AT);
      case CAMPAIGN_RESUMED -> new CampaignEvent.Resumed(AT);
      case CAMPAIGN_CANCEL_REQUESTED -> new CampaignEvent.CancelRequested(AT);
      case CAMPAIGN_CANCELLED -> new CampaignEvent.Cancelled(4_321, AT);
      case CAMPAIGN_FINISHED -> new CampaignEvent.Finished(AT);
      case CAMPAIGN_REOPENED -> new CampaignEvent.Reopened(AT);
      case CAMPAIGN_ARCHIVED -> new CampaignEvent.Archived(AT);
      case PAGE_DRIVEN -> new PageEvent.Driven(AT, AT.plus(Duration.ofMinutes(1)));
      case PAGE_CHECKPOINTED ->
          new PageEvent.Checkpointed(bits(0, 1, 8, 499), due(), AT, AT.plus(Duration.ofMinutes(1)));
      case PAGE_RESTED ->
          new PageEvent.Rested(bits(2), due(), AT, Optional.of(AT.plus(Duration.ofMinutes(5))));
      case PAGE_CLOSED -> new PageEvent.Closed(AT);
      case PAGE_REOPENED -> new PageEvent.Reopened(42, AT, AT.plusMillis(1));
      case RECIPIENT_STATE -> recipient(Optional.empty(), Visitor.NONE, 0, 1, Folded.NONE);
      case RECIPIENT_STATE_2 -> recipient(Optional.of(AT), VISITOR, 7, 2, Folded.NONE);
      case RECIPIENT_STATE_3 -> recipient(Optional.of(AT), VISITOR, 7, 2, folded());
      case CAMPAIGN_STATE -> campaign();
      case PAGE_STATE -> new Page.Open(Page.Phase.RESTING, bits(0, 1, 8, 499), due());
    };
  }

  public static RecipientEvent.AttemptStarted attemptStarted() {
    return new RecipientEvent.AttemptStarted(
        MAILING,
        1,
        MailingState.WAITING,
        new Incarnation(7),
        AT,
        AT,
        Duration.ZERO,
        WhenInDoubt.RETRY);
  }

  public static RecipientEvent.Delivered delivered() {
    return new RecipientEvent.Delivered(ORIGIN, "spring-sale", 1, AT.plusMillis(250), REPLY);
  }

  private static RecipientEvent.JudgedHit judgedClick() {
    return new RecipientEvent.JudgedHit(
        Token.Kind.CLICK,
        "spring-sale",
        0xcafebabe,
        5,
        AT.minusMillis(300),
        Set.of(),
        Visitor.NONE,
        0,
        Verdict.HUMAN,
        Set.of(),
        1,
        Set.of(First.OF_MAILING, First.OF_LINK));
  }

  private static RecipientEvent.JudgedHit judgedClick2() {
    return new RecipientEvent.JudgedHit(
        Token.Kind.CLICK,
        "spring-sale",
        0xcafebabe,
        5,
        AT.minusMillis(300),
        Set.of(Hit.Sign.BROWSER, Hit.Sign.NO_HTML, Hit.Sign.NO_FETCH_METADATA),
        VISITOR,
        12,
        Verdict.UNKNOWN,
        Set.of(VerdictReason.SOON, VerdictReason.BARE_REQUEST, VerdictReason.BURST_BESIDE),
        2,
        Set.of(First.OF_MAILING, First.OF_LINK));
  }

  private static RecipientEvent.JudgedHit judgedOpen() {
    return new RecipientEvent.JudgedHit(
        Token.Kind.OPEN,
        "spring-sale",
        0x12345678,
        0,
        AT.minusMillis(200),
        Set.of(Hit.Sign.PROXY, Hit.Sign.NO_LANGUAGE),
        Visitor.NONE,
        0,
        Verdict.MACHINE,
        Set.of(VerdictReason.IMAGE_PROXY),
        1,
        Set.of());
  }

  private static RecipientEvent.Reclassified reclassified(Visitor visitor) {
    return new RecipientEvent.Reclassified(
        Token.Kind.CLICK,
        "spring-sale",
        0xcafebabe,
        5,
        AT.minusSeconds(2),
        visitor,
        Verdict.HUMAN,
        Verdict.MACHINE,
        Set.of(VerdictReason.BURST_OVER_LINKS),
        Set.of(First.OF_LINK));
  }

  private static CampaignPlan plan() {
    return new CampaignPlan(
        2,
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        LinkTableId.parse("00deadbeef"),
        MailKind.BROADCAST,
        WhenInDoubt.RETRY,
        Optional.of(AT.plus(Duration.ofDays(7))));
  }

  /** A recipient with a mailing in every phase. */
  private static Recipient recipient(
      Optional<Instant> arrived, Visitor visitor, int links, int rules, Folded folded) {
    var tries = new Tries(2, AT, AT.plusMillis(5), Duration.ofSeconds(90), WhenInDoubt.RETRY);
    var mailings = new LinkedHashMap<Origin, Mailing>();
    for (var mailing :
        List.of(
            new Mailing.Waiting(mailing(1), tries),
            new Mailing.Attempting(
                mailing(2), tries, new Incarnation(7), MailingState.DEFERRED, AT),
            new Mailing.Deferred(mailing(3), tries, AT.plusSeconds(300)),
            new Mailing.Delivered(mailing(4), tries, AT, arrived),
            new Mailing.Bounced(mailing(5), tries, BounceKind.SOFT, tries.since()),
            new Mailing.InDoubt(mailing(6), tries),
            new Mailing.Closed(mailing(7), tries, MailingState.EXPIRED, tries.since()))) {
      mailings.put(mailing.id().origin(), mailing);
    }
    var hit = new ObservedHit(Token.Kind.CLICK, 5, AT, Set.of(Hit.Sign.NO_LANGUAGE), visitor);
    var engagement =
        new Engagement(
            links,
            List.of(new Engagement.Recent(hit, Verdict.UNKNOWN, rules)),
            bits(1, 9),
            true,
            false,
            AT);
    return new Recipient(
        mailings,
        Map.of(
            new Recipient.EngagementKey("spring-sale", 17), engagement,
            new Recipient.EngagementKey("autumn-sale", -17), engagement),
        List.of(new Suppression(Suppression.Reason.MANUAL, AT, Optional.empty())),
        Map.of(1, new Recipient.Mark(3, 500), 64, new Recipient.Mark(1, 2)),
        folded);
  }

  private static Folded folded() {
    var spring = 0x0123456789abcdefL;
    return new Folded(
        List.of(
            new FoldedMailing(
                spring, -1, FoldedMailing.Stage.REAL, MailingState.DELIVERED, Optional.empty(), 1),
            new FoldedMailing(
                spring,
                1,
                FoldedMailing.Stage.TEST,
                MailingState.BOUNCED,
                Optional.of(BounceKind.BLOCK),
                FoldedMailing.TRIES_MAX),
            new FoldedMailing(
                Long.MIN_VALUE,
                2,
                FoldedMailing.Stage.REAL,
                MailingState.SUPPRESSED,
                Optional.empty(),
                0)),
        List.of(
            new FoldedEngagement(7, bits(0, 3, 17), Set.of(Token.Kind.OPEN)),
            new FoldedEngagement(-8, bits(300), Set.of(Token.Kind.UNSUBSCRIBE))));
  }

  private static MailingRef mailing(int line) {
    return new MailingRef(new Origin(BATCH, 0, line), "spring-sale", MAILING.rowHash());
  }

  private static Campaign campaign() {
    var dates =
        new Campaign.Dates(
            AT,
            Optional.empty(),
            Optional.of(AT.plusSeconds(1)),
            Optional.of(AT.plusSeconds(2)),
            Optional.empty());
    return new Campaign.Present(
        plan(),
        CampaignPhase.RUNNING,
        dates,
        Map.of(BATCH, new BatchProgress(20, 9_999, bits(0, 1, 2), 1_500, bits(1))),
        3,
        Optional.of(CampaignPhase.PAUSED),
        Duration.ofMinutes(3));
  }

  private static Map<Integer, Instant> due() {
    return Map.of(7, AT.plusSeconds(300), 300, AT.plusSeconds(1));
  }

  private static BitSet bits(int... set) {
    var bits = new BitSet();
    for (var bit : set) {
      bits.set(bit);
    }
    return bits;
  }
}
