package dev.waypost.persistence.upkeep;

import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.EventType;
import dev.waypost.persistence.codec.UnreadableEvent;
import dev.waypost.persistence.upkeep.CutRun.Mode;
import dev.waypost.persistence.upkeep.JournalCut.Task;
import dev.waypost.persistence.view.CutFigures;
import dev.waypost.persistence.view.CutFigures.Grip;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts old events off the journal. In one transaction, some entities' first events go, the state
 * that they had come to is kept for recoveries, and what they had counted for views and audit. So
 * it may die at any point, and the next run goes on. It never leaves a gap: an entity loses events
 * from its first one on, up to the first that has to stay.
 *
 * <p>Recipients' events go when they are old, have left the event stream, and are about campaigns
 * whose rows were archived, or about none; nobody can ask for them any more. Pages' events go when
 * they are old. Campaigns' events stay.
 */
public final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private static final String ARCHIVED =
      "SELECT c.sender, c.name FROM campaign c WHERE EXISTS (SELECT 1 FROM batch b"
          + " WHERE b.campaign_no = c.no AND b.archived_at IS NOT NULL)"
          + " AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.campaign_no = c.no"
          + " AND b.archived_at IS NULL AND b.state <> 3) ORDER BY c.sender, c.name";

  /** Not a range of names: that index has the whole journal. */
  private static final String BEYOND =
      "SELECT count(*) FROM journal WHERE ordering > ? AND at < ?"
          + " AND substr(persistence_id, 1, 2) = ?";

  private static final String DRAFTS =
      "SELECT seq_nr, type, payload FROM journal WHERE persistence_id = ? AND type = ?"
          + " ORDER BY seq_nr";

  /**
   * What is old.
   *
   * @param recipientsBefore events of recipients before then; empty: none
   * @param pagesBefore the same of pages
   * @param foldAfter as the recipients have it
   */
  public record Ages(
      Optional<Instant> recipientsBefore, Optional<Instant> pagesBefore, Duration foldAfter) {}

  /**
   * What went of a class of events, or would.
   *
   * @param bytes of these events alone, without what a row costs beside them
   * @param inStream old ones that the event stream still has, or that views have not seen
   * @param inOrder old ones behind one that is young
   * @param ofCampaigns old ones that stay because of a campaign whose rows are not archived, and
   *     those behind them
   * @param evidence old ones of entities with something wrong
   */
  public record Outcome(
      long cut,
      long bytes,
      long inStream,
      long inOrder,
      Map<String, Long> ofCampaigns,
      long evidence) {
    static final Outcome NONE = new Outcome(0, 0, 0, 0, Map.of(), 0);

    public Outcome {
      ofCampaigns = Map.copyOf(ofCampaigns);
    }
  }

  /** Both classes. */
  public record Outcomes(Outcome recipients, Outcome pages) {}

  /**
   * What all runs have done.
   *
   * @param at when the last of them did something
   */
  public record Past(long events, Instant at) {}

  /** A view is being made again, or its making was killed; it needs what would be cut. */
  public static final class RebuildUnderWay extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    RebuildUnderWay() {
      super("a view is being made again");
    }
  }

  private final WritableDatabase database;
  private final EventCodec codec = new EventCodec();
  private final CutBounds bounds;
  private final Pauses pauses;
  private final InstantSource clock;

  public Retention(WritableDatabase database, InstantSource clock) {
    this(database, CutBounds.USUAL, Pauses.REAL, clock);
  }

  /** For tests that look at many small transactions. */
  Retention(WritableDatabase database, CutBounds bounds, Pauses pauses, InstantSource clock) {
    this.database = database;
    this.bounds = bounds;
    this.pauses = pauses;
    this.clock = clock;
  }

  /** What would be cut; nothing is. */
  public CompletionStage<Outcomes> look(Ages ages, Instant now) {
    return run(ages, now, Mode.LOOK, cut -> {});
  }

  /**
   * Cuts what is old.
   *
   * @param progress takes how many events have gone so far; must not block for long
   */
  public CompletionStage<Outcomes> cut(Ages ages, Instant now, LongConsumer progress) {
    return run(ages, now, Mode.CUT, progress);
  }

  /** Empty when nothing was ever cut. */
  public CompletionStage<Optional<Past>> past() {
    return database.read(
        session ->
            Query.of(session, "SELECT at, events FROM retention WHERE events > 0")
                .first(row -> new Past(row.getLong("events"), Query.time(row, "at"))));
  }

  private CompletionStage<Outcomes> run(Ages ages, Instant now, Mode mode, LongConsumer progress) {
    return database
        .read(session -> new Known(archived(session), unread(session)))
        .thenCompose(
            known ->
                run(
                        ages.recipientsBefore(),
                        before -> task(JournalCut.Class.RECIPIENTS, before, ages, known, now),
                        mode,
                        progress)
                    .thenCompose(
                        recipients ->
                            run(
                                    ages.pagesBefore(),
                                    before ->
                                        task(JournalCut.Class.PAGES, before, ages, known, now),
                                    mode,
                                    n -> progress.accept(recipients.cut() + n))
                                .thenApply(pages -> new Outcomes(recipients, pages))));
  }

  private record Known(Map<CampaignId, MailKind> archived, Set<String> unread) {}

  private interface ToTask {
    Task of(Instant before);
  }

  private static Task task(
      JournalCut.Class of, Instant before, Ages ages, Known known, Instant now) {
    return new Task(of, before, ages.foldAfter(), known.archived(), known.unread(), now);
  }

  private Map<CampaignId, MailKind> archived(Session session) throws SQLException {
    var campaigns =
        Query.of(session, ARCHIVED)
            .list(
                row ->
                    new CampaignId(new SenderId(row.getString("sender")), row.getString("name")));
    var kinds = new HashMap<CampaignId, MailKind>();
    for (var campaign : campaigns) {
      try {
        kind(session, campaign).ifPresent(kind -> kinds.put(campaign, kind));
      } catch (UnreadableEvent e) { // so nobody knows what it mailed, and its events stay
        log.warn("events of campaign {} stay: {}", campaign.name(), e.getMessage());
      }
    }
    return kinds;
  }

  private Optional<MailKind> kind(Session session, CampaignId campaign) throws SQLException {
    var id = campaign.persistenceId();
    var kinds = new ArrayList<MailKind>();
    Query.of(session, DRAFTS)
        .text(id)
        .number(EventType.CAMPAIGN_DRAFTED.code())
        .each(
            row ->
                Life.kind(
                        codec.decode(
                            row.getInt("type"), row.getBytes("payload"), id, row.getLong("seq_nr")))
                    .ifPresent(kinds::add));
    return kinds.isEmpty() ? Optional.empty() : Optional.of(kinds.getLast());
  }

  private static Set<String> unread(Session session) throws SQLException {
    return new HashSet<>(
        Query.of(session, "SELECT DISTINCT persistence_id FROM view_dead_letter")
            .list(row -> row.getString("persistence_id")));
  }

  private CompletionStage<Outcome> run(
      Optional<Instant> before, ToTask task, Mode mode, LongConsumer progress) {
    if (before.isEmpty()) {
      return CompletableFuture.completedStage(Outcome.NONE);
    }
    var sums = new CutSums(progress);
    return new CutRun(database, task.of(before.get()), mode, bounds, pauses, clock, sums)
        .run()
        .thenCompose(
            done -> database.read(session -> sums.outcome(beyond(session, task.of(before.get())))));
  }

  /** Old events behind those that may go. */
  private static long beyond(Session session, Task task) throws SQLException {
    var limits = CutFigures.limits(session, Grip.LOOK);
    return Query.of(session, BEYOND)
        .number(task.of().upTo(limits))
        .time(task.before())
        .text(task.of().prefix())
        .first(row -> row.getLong(1))
        .orElse(0L);
  }
}
