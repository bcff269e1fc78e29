package dev.waypost.persistence.view;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.MailingMoved;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a run of events leaves the rows of campaigns. A page that begins to act, and a cancel, move
 * rows without a word of each. One thread.
 */
final class MailingMoves {
  /** A batch that its campaign took, by the number of that event. */
  record Placed(BatchId batch, long ordering) {}

  record Page(BatchId batch, int number) {
    private static final Comparator<Page> ORDER =
        Comparator.comparing((Page page) -> page.batch().value()).thenComparingInt(Page::number);
  }

  /** Rows of a page in a state. */
  record PageStanding(Page page, Standing standing) implements Comparable<PageStanding> {
    private static final Comparator<PageStanding> KEYS =
        Comparator.comparing(PageStanding::page, Page.ORDER).thenComparing(PageStanding::standing);

    @Override
    public int compareTo(PageStanding other) {
      return KEYS.compare(this, other);
    }
  }

  /** What is known of the reason when a mailing has moved. */
  sealed interface Word {
    /** Nothing was said: what was said before stands. */
    record Unsaid() implements Word {}

    record Said(String text) implements Word {}

    /** It went as wished, and needs no reason. */
    record Needless() implements Word {}
  }

  /** Where a mailing stands after the run. */
  record Move(MailingState to, Optional<BounceKind> bounce, Word word) {
    Move after(Move before) {
      return word instanceof Word.Unsaid ? new Move(to, bounce, before.word) : this;
    }
  }

  private final List<Placed> placed = new ArrayList<>();
  private final Set<Page> opened = new LinkedHashSet<>();
  private final Map<Origin, Move> moves = new LinkedHashMap<>();
  private final Map<PageStanding, Integer> changes = new LinkedHashMap<>();
  private final Set<CampaignId> cancelled = new LinkedHashSet<>();

  List<Placed> placed() {
    return placed;
  }

  Set<Page> opened() {
    return opened;
  }

  Map<Origin, Move> moves() {
    return moves;
  }

  /** How many rows more, or less. */
  Map<PageStanding, Integer> changes() {
    return changes;
  }

  Set<CampaignId> cancelled() {
    return cancelled;
  }

  void add(long ordering, String persistenceId, Object event) {
    if (event instanceof MailingMoved moved) {
      if (!moved.origin().isTest()) {
        move(moved);
      }
    } else if (event instanceof CampaignEvent told) {
      add(ordering, persistenceId, told);
    }
  }

  private void add(long ordering, String persistenceId, CampaignEvent event) {
    switch (event) {
      case CampaignEvent.BatchStored stored -> placed.add(new Placed(stored.batch(), ordering));
      case CampaignEvent.PageOpened page -> opened.add(new Page(page.batch(), page.page()));
      case CampaignEvent.Cancelled all -> cancelled.add(CampaignId.parse(persistenceId));
      case CampaignEvent.Drafted it -> {}
      case CampaignEvent.Scheduled it -> {}
      case CampaignEvent.Launched it -> {}
      case CampaignEvent.PageMoved it -> {}
      case CampaignEvent.PauseRequested it -> {}
      case CampaignEvent.Paused it -> {}
      case CampaignEvent.Resumed it -> {}
      case CampaignEvent.CancelRequested it -> {} // its pages still close their rows
      case CampaignEvent.Finished it -> {}
      case CampaignEvent.Reopened it -> {}
      case CampaignEvent.Archived it -> {}
    }
  }

  private void move(MailingMoved moved) {
    var origin = moved.origin();
    var page = new Page(origin.batch(), origin.page());
    changes.merge(new PageStanding(page, Standing.of(moved.from())), -1, Integer::sum);
    changes.merge(new PageStanding(page, Standing.of(moved.to())), 1, Integer::sum);
    moves.merge(
        origin,
        new Move(moved.to(), bounce(moved), word(moved)),
        (before, after) -> after.after(before));
  }

  private static Optional<BounceKind> bounce(MailingMoved moved) {
    return moved instanceof RecipientEvent.Bounced bounced
        ? Optional.of(bounced.kind())
        : Optional.empty();
  }

  private static Word word(MailingMoved moved) {
    return switch (moved.to()) {
      case DELIVERED, DUPLICATE, CANCELLED -> new Word.Needless();
      case WAITING, ATTEMPTING, DEFERRED, BOUNCED, EXPIRED, SUPPRESSED, FAILED, IN_DOUBT ->
          switch (moved) {
            case RecipientEvent.AttemptAbandoned it -> said(it.reply());
            case RecipientEvent.Delivered it -> said(it.reply());
            case RecipientEvent.Deferred it -> said(it.reply());
            case RecipientEvent.Bounced it -> said(it.reply());
            case RecipientEvent.Doubted it -> said(it.reply());
            case RecipientEvent.Closed it -> said(it.reason());
            case RecipientEvent.AttemptStarted it -> new Word.Unsaid();
            case RecipientEvent.Resolved it -> new Word.Unsaid();
            case RecipientEvent.Requeued it -> new Word.Unsaid();
          };
    };
  }

  private static Word said(Reply reply) {
    return said(reply.text().value());
  }

  private static Word said(String text) {
    return text.isEmpty() ? new Word.Unsaid() : new Word.Said(text);
  }
}
