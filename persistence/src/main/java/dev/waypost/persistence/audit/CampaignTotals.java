package dev.waypost.persistence.audit;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.report.PublicName;
import dev.waypost.persistence.audit.Equation.Term;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is counted of one campaign. */
final class CampaignTotals {
  private final Map<MailingState, Long> mailings = new EnumMap<>(MailingState.class);
  private final Set<BatchId> announced = new HashSet<>();
  private MailKind kind = MailKind.TRANSACTIONAL;
  private long announcedRows;
  private long undriven;
  private long accepted;
  private long rows;
  private long untouched;

  /** Takes what the campaign itself says. */
  void add(CampaignEvent event) {
    switch (event) {
      case CampaignEvent.Drafted drafted -> kind = drafted.plan().kind();
      case CampaignEvent.BatchStored stored -> {
        if (announced.add(stored.batch())) {
          announcedRows += stored.accepted();
        }
      }
      case CampaignEvent.Cancelled cancelled -> undriven += cancelled.undriven();
      case CampaignEvent.Scheduled scheduled -> {}
      case CampaignEvent.Launched launched -> {}
      case CampaignEvent.PageOpened opened -> {}
      case CampaignEvent.PageMoved moved -> {}
      case CampaignEvent.PauseRequested requested -> {}
      case CampaignEvent.Paused paused -> {}
      case CampaignEvent.Resumed resumed -> {}
      case CampaignEvent.CancelRequested requested -> {}
      case CampaignEvent.Finished finished -> {}
      case CampaignEvent.Reopened reopened -> {}
      case CampaignEvent.Archived archived -> {}
    }
  }

  void addMailings(MailingState state, long n) {
    mailings.merge(state, n, Long::sum);
  }

  /** A batch that counts, with the rows that its sender was told of. */
  void addBatch(long acceptedRows) {
    accepted += acceptedRows;
  }

  void addRow() {
    rows++;
  }

  /** Rows that are in an archive, of which so many have no mailing. */
  void addArchived(long archived, long withoutMailing) {
    rows += archived;
    untouched += withoutMailing;
  }

  /** A row that no mailing has begun for. */
  void addUntouched() {
    untouched++;
  }

  boolean isBroadcast() {
    return kind == MailKind.BROADCAST;
  }

  boolean knows(BatchId batch) {
    return announced.contains(batch);
  }

  long accepted() {
    return accepted;
  }

  long announcedRows() {
    return announcedRows;
  }

  long rows() {
    return rows;
  }

  /** accepted = all states; rows of a cancelled campaign that nobody drove are cancelled. */
  Equation balance(String name) {
    return new Equation(name, List.of(new Term("accepted", accepted)), states());
  }

  private List<Term> states() {
    var terms = new ArrayList<Term>();
    for (var state : MailingState.values()) {
      terms.add(new Term(PublicName.of(state), count(state)));
    }
    return terms;
  }

  private long count(MailingState state) {
    var begun = mailings.getOrDefault(state, 0L);
    return switch (state) {
      case WAITING -> begun + untouched - undriven;
      case CANCELLED -> begun + undriven;
      case ATTEMPTING,
          DEFERRED,
          DELIVERED,
          BOUNCED,
          EXPIRED,
          SUPPRESSED,
          DUPLICATE,
          FAILED,
          IN_DOUBT ->
          begun;
    };
  }

  /** How many more rows the campaign closed as never driven than there are. */
  long closedTooMany() {
    return Math.max(0, undriven - untouched);
  }

  /** Adds everything of another campaign, for the sum of all. */
  void addAll(CampaignTotals other) {
    other.mailings.forEach((state, n) -> mailings.merge(state, n, Long::sum));
    announcedRows += other.announcedRows;
    undriven += other.undriven;
    accepted += other.accepted;
    rows += other.rows;
    untouched += other.untouched;
  }
}
