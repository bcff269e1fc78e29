package dev.waypost.engine.recipient;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitLog;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.link.VerdictReason;
import dev.waypost.engine.link.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What happened to a recipient. Holds no personal data. Mailing events carry where the mailing
 * comes {@code from}, so that a reader of the journal can count without remembering anybody.
 */
public sealed interface RecipientEvent {
  Instant at();

  /** Events that move a mailing from one state to another. */
  sealed interface MailingMoved extends RecipientEvent {
    MailingState from();

    MailingState to();

    /** Campaign of the recipient's sender. */
    String campaign();

    Origin origin();
  }

  /** The courier holds a connection and begins. */
  record AttemptStarted(
      MailingRef mailing,
      int number,
      MailingState from,
      Incarnation incarnation,
      Instant at,
      Instant date,
      Duration pausedFor,
      WhenInDoubt whenInDoubt)
      implements MailingMoved {
    @Override
    public MailingState to() {
      return MailingState.ATTEMPTING;
    }

    @Override
    public String campaign() {
      return mailing.campaign();
    }

    @Override
    public Origin origin() {
      return mailing.origin();
    }
  }

  /** The attempt ended before a word about the mail was said; it is as if it had not begun. */
  record AttemptAbandoned(
      Origin origin, String campaign, int number, MailingState to, Instant at, Reply reply)
      implements MailingMoved {
    @Override
    public MailingState from() {
      return MailingState.ATTEMPTING;
    }
  }

  record Delivered(Origin origin, String campaign, int number, Instant at, Reply reply)
      implements MailingMoved {
    @Override
    public MailingState from() {
      return MailingState.ATTEMPTING;
    }

    @Override
    public MailingState to() {
      return MailingState.DELIVERED;
    }
  }

  record Deferred(Origin origin, String campaign, int number, Instant at, Instant due, Reply reply)
      implements MailingMoved {
    @Override
    public MailingState from() {
      return MailingState.ATTEMPTING;
    }

    @Override
    public MailingState to() {
      return MailingState.DEFERRED;
    }
  }

  record Bounced(
      Origin origin,
      String campaign,
      int number,
      MailingState from,
      Instant at,
      BounceKind kind,
      Reply reply)
      implements MailingMoved {
    @Override
    public MailingState to() {
      return MailingState.BOUNCED;
    }
  }

  /**
   * The attempt ended in doubt.
   *
   * @param due when it is tried again under {@link WhenInDoubt#RETRY}; otherwise the same as {@code
   *     at}
   * @param next what the policy made of it
   */
  record Doubted(
      Origin origin,
      String campaign,
      int number,
      Instant at,
      Instant due,
      WhenInDoubt next,
      Reply reply)
      implements MailingMoved {
    @Override
    public MailingState from() {
      return MailingState.ATTEMPTING;
    }

    @Override
    public MailingState to() {
      return switch (next) {
        case RETRY -> MailingState.DEFERRED;
        case ASSUME_DELIVERED -> MailingState.DELIVERED;
        case HOLD -> MailingState.IN_DOUBT;
      };
    }
  }

  /** A held mailing is delivered after all. */
  record Resolved(Origin origin, String campaign, Instant at, Proof proof) implements MailingMoved {
    @Override
    public MailingState from() {
      return MailingState.IN_DOUBT;
    }

    @Override
    public MailingState to() {
      return MailingState.DELIVERED;
    }
  }

  /** Somebody asked for another try. */
  record Requeued(Origin origin, String campaign, MailingState from, MailingState to, Instant at)
      implements MailingMoved {}

  /** Over without a delivery. */
  record Closed(MailingRef mailing, MailingState from, MailingState to, Instant at, String reason)
      implements MailingMoved {
    @Override
    public String campaign() {
      return mailing.campaign();
    }

    @Override
    public Origin origin() {
      return mailing.origin();
    }
  }

  /** Hits of one log up to a number are in. */
  record HitsApplied(HitLog.LogId log, long upTo, List<JudgedHit> hits, Instant at)
      implements RecipientEvent {
    public HitsApplied {
      hits = List.copyOf(hits);
    }
  }

  /**
   * Hits of test mails in one log up to a number are in. They are judged by themselves, count in no
   * figure of a campaign, and nothing follows from them.
   */
  record TestHitsApplied(HitLog.LogId log, long upTo, List<JudgedHit> hits, Instant at)
      implements RecipientEvent {
    public TestHitsApplied {
      hits = List.copyOf(hits);
    }
  }

  /** Hits that were judged before are judged otherwise now. */
  record HitsReclassified(List<Reclassified> hits, int rules, Instant at)
      implements RecipientEvent {
    public HitsReclassified {
      hits = List.copyOf(hits);
    }
  }

  record SuppressionAdded(Suppression suppression, Instant at) implements RecipientEvent {}

  record SuppressionsRemoved(Instant at) implements RecipientEvent {}

  /**
   * A suppression that somebody brought from elsewhere, perhaps an earlier date of a known one. It
   * is nothing that a campaign of ours led to, so no figure counts it.
   */
  record SuppressionImported(Suppression suppression, Instant at) implements RecipientEvent {}

  /** How we know that a held mailing arrived. The order is that of the bytes in the journal. */
  enum Proof {
    SOMEBODY_SAID,
    HIT
  }

  /**
   * A hit as the recipient took it, with all that it takes to judge it again.
   *
   * @param links how many links the mail has; 0 before version 2 of the rules
   * @param first what it is the first of, among hits that are not a machine's
   */
  record JudgedHit(
      Token.Kind kind,
      String campaign,
      int rowHash,
      int link,
      Instant at,
      Set<Hit.Sign> signs,
      Visitor visitor,
      int links,
      Verdict verdict,
      Set<VerdictReason> reasons,
      int rules,
      Set<First> first) {
    public JudgedHit {
      signs = Set.copyOf(signs);
      reasons = Set.copyOf(reasons);
      first = Set.copyOf(first);
    }
  }

  /** A former hit under another verdict; {@code lost} names what is not unique any more. */
  record Reclassified(
      Token.Kind kind,
      String campaign,
      int rowHash,
      int link,
      Instant hitAt,
      Visitor visitor,
      Verdict from,
      Verdict to,
      Set<VerdictReason> reasons,
      Set<First> lost) {
    public Reclassified {
      reasons = Set.copyOf(reasons);
      lost = Set.copyOf(lost);
    }
  }

  /** What a hit can be the first of. The order is that of the bytes in the journal. */
  enum First {
    OF_MAILING,
    OF_LINK
  }
}
