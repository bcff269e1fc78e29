package dev.waypost.persistence.view;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.First;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.engine.recipient.RecipientEvent.Reclassified;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.PageEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run of events changes in the figures. Events say where a mailing comes from, so nothing
 * has to be remembered of the ones before. Keys are in order, so that writers of the same rows
 * never wait for each other in a circle. One thread.
 */
final class Tally {
  /** A campaign by its names, unchecked: an event that is being counted must not fail half-way. */
  record CampaignKey(String sender, String campaign) implements Comparable<CampaignKey> {
    private static final Comparator<CampaignKey> ORDER =
        Comparator.comparing(CampaignKey::sender).thenComparing(CampaignKey::campaign);

    @Override
    public int compareTo(CampaignKey other) {
      return ORDER.compare(this, other);
    }
  }

  record LinkKey(CampaignKey campaign, int link) implements Comparable<LinkKey> {
    private static final Comparator<LinkKey> ORDER =
        Comparator.comparing(LinkKey::campaign).thenComparingInt(LinkKey::link);

    @Override
    public int compareTo(LinkKey other) {
      return ORDER.compare(this, other);
    }
  }

  /** Changes of one link's clicks. */
  record LinkDelta(long human, long unknown, long machine, long unique) {
    static LinkDelta of(Verdict verdict, long n) {
      return switch (verdict) {
        case HUMAN -> new LinkDelta(n, 0, 0, 0);
        case UNKNOWN -> new LinkDelta(0, n, 0, 0);
        case MACHINE -> new LinkDelta(0, 0, n, 0);
      };
    }

    static LinkDelta unique(long n) {
      return new LinkDelta(0, 0, 0, n);
    }

    LinkDelta plus(LinkDelta other) {
      return new LinkDelta(
          human + other.human,
          unknown + other.unknown,
          machine + other.machine,
          unique + other.unique);
    }
  }

  /** Whether the last that was seen of a campaign is its end. */
  enum Ending {
    OPEN,
    ENDED
  }

  private final Map<CampaignKey, Map<Figure, Long>> figures = new TreeMap<>();
  private final Map<LinkKey, LinkDelta> links = new TreeMap<>();
  private final Map<CampaignKey, Instant> created = new TreeMap<>();
  private final Map<CampaignKey, Ending> endings = new TreeMap<>();

  Map<CampaignKey, Map<Figure, Long>> figures() {
    return figures;
  }

  Map<LinkKey, LinkDelta> links() {
    return links;
  }

  /** Campaigns with the first draft in this run, perhaps not the first of all. */
  Map<CampaignKey, Instant> created() {
    return created;
  }

  Map<CampaignKey, Ending> endings() {
    return endings;
  }

  /**
   * Counts one event of the journal.
   *
   * @throws IllegalArgumentException when it is no event or its entity has no name; nothing is
   *     counted then
   */
  void add(String persistenceId, Object event) {
    switch (event) {
      case RecipientEvent it -> add(RecipientId.parse(persistenceId).sender().value(), it);
      case CampaignEvent it -> {
        var id = CampaignId.parse(persistenceId);
        add(new CampaignKey(id.sender().value(), id.name()), it);
      }
      case PageEvent page -> {} // a coarse picture of what the recipients say
      default -> throw new IllegalArgumentException("no event: " + event.getClass());
    }
  }

  private void add(String sender, RecipientEvent event) {
    switch (event) {
      case RecipientEvent.MailingMoved moved ->
          moved(new CampaignKey(sender, moved.campaign()), moved);
      case RecipientEvent.HitsApplied applied -> applied.hits().forEach(hit -> hit(sender, hit));
      case RecipientEvent.TestHitsApplied applied ->
          applied.hits().forEach(hit -> testHit(sender, hit));
      case RecipientEvent.HitsReclassified again ->
          again.hits().forEach(hit -> reclassified(sender, hit));
      case RecipientEvent.SuppressionAdded(var suppression, var at) ->
          suppressed(sender, suppression);
      case RecipientEvent.SuppressionsRemoved removed -> {}
      case RecipientEvent.SuppressionImported imported -> {} // no campaign of ours led to it
    }
  }

  private void moved(CampaignKey campaign, RecipientEvent.MailingMoved moved) {
    if (moved.origin().isTest()) {
      return; // tests are in no counter
    }
    Figure.of(moved.from()).ifPresent(figure -> count(campaign, figure, -1));
    Figure.of(moved.to()).ifPresent(figure -> count(campaign, figure, 1));
    outcome(moved).ifPresent(figure -> count(campaign, figure, 1));
  }

  /** How an attempt ended, if one did. */
  private static Optional<Figure> outcome(RecipientEvent.MailingMoved moved) {
    return switch (moved) {
      case RecipientEvent.Delivered delivered -> Optional.of(Figure.ATTEMPTS_DELIVERED);
      case RecipientEvent.Deferred deferred -> Optional.of(Figure.ATTEMPTS_DEFERRED);
      case RecipientEvent.Bounced bounced ->
          bounced.from() == MailingState.ATTEMPTING
              ? Optional.of(Figure.ATTEMPTS_BOUNCED)
              : Optional.empty();
      case RecipientEvent.Doubted doubted -> Optional.of(Figure.IN_DOUBT_TOTAL);
      case RecipientEvent.AttemptAbandoned abandoned -> Optional.of(Figure.ATTEMPTS_UNTRIED);
      case RecipientEvent.AttemptStarted started -> Optional.empty();
      case RecipientEvent.Resolved resolved -> Optional.empty();
      case RecipientEvent.Requeued requeued -> Optional.empty();
      case RecipientEvent.Closed closed -> Optional.empty();
    };
  }

  private void hit(String sender, JudgedHit hit) {
    var campaign = new CampaignKey(sender, hit.campaign());
    var unique = hit.first().contains(First.OF_MAILING) ? 1 : 0;
    switch (hit.kind()) {
      case OPEN -> {
        count(campaign, Figure.opens(hit.verdict()), 1);
        count(campaign, Figure.OPENS_UNIQUE, unique);
      }
      case CLICK -> {
        count(campaign, Figure.clicks(hit.verdict()), 1);
        count(campaign, Figure.CLICKS_UNIQUE, unique);
        count(campaign, hit.link(), LinkDelta.of(hit.verdict(), 1));
        if (hit.first().contains(First.OF_LINK)) {
          count(campaign, hit.link(), LinkDelta.unique(1));
        }
      }
      case UNSUBSCRIBE -> {
        count(campaign, Figure.UNSUBSCRIBES, 1);
        count(campaign, Figure.UNSUBSCRIBED, unique);
      }
    }
  }

  private void testHit(String sender, JudgedHit hit) {
    var campaign = new CampaignKey(sender, hit.campaign());
    switch (hit.kind()) {
      case OPEN, CLICK -> count(campaign, Figure.testHits(hit.verdict()), 1);
      case UNSUBSCRIBE -> count(campaign, Figure.TEST_UNSUBSCRIBES, 1);
    }
  }

  private void reclassified(String sender, Reclassified hit) {
    var campaign = new CampaignKey(sender, hit.campaign());
    var unique = hit.lost().contains(First.OF_MAILING) ? -1 : 0;
    switch (hit.kind()) {
      case OPEN -> {
        count(campaign, Figure.opens(hit.from()), -1);
        count(campaign, Figure.opens(hit.to()), 1);
        count(campaign, Figure.OPENS_UNIQUE, unique);
      }
      case CLICK -> {
        count(campaign, Figure.clicks(hit.from()), -1);
        count(campaign, Figure.clicks(hit.to()), 1);
        count(campaign, Figure.CLICKS_UNIQUE, unique);
        count(campaign, hit.link(), LinkDelta.of(hit.from(), -1));
        count(campaign, hit.link(), LinkDelta.of(hit.to(), 1));
        if (hit.lost().contains(First.OF_LINK)) {
          count(campaign, hit.link(), LinkDelta.unique(-1));
        }
      }
      case UNSUBSCRIBE -> {} // has no verdict
    }
  }

  private void suppressed(String sender, Suppression suppression) {
    switch (suppression.reason()) {
      case COMPLAINED ->
          suppression
              .campaign()
              .ifPresent(
                  campaign -> count(new CampaignKey(sender, campaign), Figure.COMPLAINED, 1));
      case UNSUBSCRIBED, BOUNCED, MANUAL -> {}
    }
  }

  private void add(CampaignKey campaign, CampaignEvent event) {
    switch (event) {
      case CampaignEvent.Drafted drafted -> created.putIfAbsent(campaign, drafted.at());
      case CampaignEvent.Finished finished -> endings.put(campaign, Ending.ENDED);
      case CampaignEvent.Reopened reopened -> endings.put(campaign, Ending.OPEN);
      case CampaignEvent.Cancelled(var undriven, var at) -> {
        count(campaign, Figure.CANCELLED, undriven);
        endings.put(campaign, Ending.ENDED);
      }
      case CampaignEvent.Scheduled scheduled -> {}
      case CampaignEvent.Launched launched -> {}
      case CampaignEvent.BatchStored stored -> count(campaign, Figure.ACCEPTED, stored.accepted());
      case CampaignEvent.PageOpened opened -> {}
      case CampaignEvent.PageMoved moved -> {}
      case CampaignEvent.PauseRequested requested -> {}
      case CampaignEvent.Paused paused -> {}
      case CampaignEvent.Resumed resumed -> {}
      case CampaignEvent.CancelRequested requested -> {}
      case CampaignEvent.Archived archived -> {}
    }
  }

  private void count(CampaignKey campaign, Figure figure, long n) {
    if (n != 0) {
      figures
          .computeIfAbsent(campaign, key -> new EnumMap<>(Figure.class))
          .merge(figure, n, Long::sum);
    }
  }

  private void count(CampaignKey campaign, int link, LinkDelta delta) {
    links.merge(new LinkKey(campaign, link), delta, LinkDelta::plus);
  }
}
