package dev.waypost.persistence.upkeep;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.roster.Exports.Columns;
import dev.waypost.engine.roster.Exports.MailingSlice;
import dev.waypost.engine.roster.Exports.Place;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.codec.ArchiveJson;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.store.PageRows;
import dev.waypost.persistence.store.SqlText;
import dev.waypost.persistence.view.ArchivedRows;
import dev.waypost.persistence.view.SqlExports;
import dev.waypost.persistence.view.SqlReports;
import dev.waypost.persistence.view.ViewSettings;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The rows of a campaign that is over, on their way out of the database. First they are read, as
 * lines; when whoever reads them has them safe, they are deleted, page by page. Figures, the
 * campaign, its links and suppressions stay. Deleting may die anywhere and be repeated.
 */
public final class Archive {
  private static final int ROWS_AT_ONCE = 200;
  private static final EnumSet<MailingState> ALL = EnumSet.allOf(MailingState.class);

  private static final String EVENTS =
      "SELECT ordering, seq_nr, type, payload FROM journal WHERE persistence_id = ?"
          + " ORDER BY seq_nr";

  private static final String SEEN = "SELECT ordering FROM view_offset WHERE state = 0";

  private static final SqlText BATCHES =
      SqlText.of(
          "SELECT count(*) AS batches, count(b.archived_at) AS begun, coalesce(sum(CASE WHEN"
              + " b.test_content IS NULL THEN b.rows - b.duplicates END), 0) AS accepted FROM"
              + " campaign c {join batch b ON b.campaign_no = c.no AND b.state = 2} WHERE c.sender"
              + " = ? AND c.name = ?");

  /** Faults are deleted last, so they tell of a run that did not come to its end. */
  private static final SqlText WITH_ROWS =
      SqlText.of(
          "SELECT c.sender, c.name FROM campaign c WHERE EXISTS (SELECT 1 FROM batch b"
              + " WHERE b.campaign_no = c.no AND b.state = 2 AND (EXISTS (SELECT 1 FROM row r"
              + " WHERE r.batch_no = b.no {pin}) OR (b.archived_at IS NOT NULL AND EXISTS"
              + " (SELECT 1 FROM batch_fault f WHERE f.batch_no = b.no {pin}))) {pin})"
              + " ORDER BY c.sender, c.name");

  private static final String MARK =
      "UPDATE campaign SET archived_at = ? WHERE no = ? AND archived_at IS NULL";

  private static final String BEGIN =
      "UPDATE batch SET archived_at = ? WHERE archived_at IS NULL AND state = 2"
          + " AND campaign_no = ?";

  private static final String PAGES_OF =
      "SELECT b.campaign_no, b.no AS batch_no, p.page, b.sender FROM batch b";

  private static final String BEHIND =
      " WHERE b.campaign_no = ? AND b.no >= ? AND b.archived_at IS NOT NULL";

  private static final SqlText NEXT_PAGE =
      new SqlText(
          PAGES_OF
              + " CROSS JOIN page p ON p.batch_no = b.no"
              + " AND (p.batch_no, p.page) > (?, ?)"
              + BEHIND
              + " ORDER BY b.no, p.page LIMIT 1",
          PAGES_OF
              + " JOIN LATERAL (SELECT page FROM page WHERE batch_no = b.no"
              + " AND (batch_no, page) > (?, ?) ORDER BY page LIMIT 1) p ON true"
              + BEHIND
              + " ORDER BY b.no LIMIT 1");

  private static final SqlText DROP_FAULTS =
      new SqlText(
          "DELETE FROM batch_fault WHERE (batch_no, line) IN (SELECT f.batch_no, f.line"
              + " FROM batch b CROSS JOIN batch_fault f ON f.batch_no = b.no"
              + " WHERE b.campaign_no = ? AND b.archived_at IS NOT NULL LIMIT 5000)",
          "DELETE FROM batch_fault WHERE ctid = ANY(ARRAY(SELECT f.ctid FROM batch b"
              + " JOIN LATERAL (SELECT ctid FROM batch_fault WHERE batch_no = b.no OFFSET 0) f"
              + " ON true WHERE b.campaign_no = ? AND b.archived_at IS NOT NULL LIMIT 5000))");

  /**
   * How a campaign stands.
   *
   * @param accepted rows, without tests
   * @param endedAt when it last finished or was cancelled; empty while it is not archived
   * @param isSeen whether the view includes its end
   * @param isBegun whether rows may be deleted already, so that no whole archive can be written
   */
  public record Standing(
      CampaignId campaign,
      long accepted,
      Optional<Instant> endedAt,
      boolean isSeen,
      boolean isBegun,
      LinkTableId content) {}

  /** Takes lines, one after the other. May block. */
  @FunctionalInterface
  public interface Lines {
    void add(String line);
  }

  private static final PageRows NONE = new PageRows(0, 0, -1, "");

  private final WritableDatabase database;
  private final EventCodec codec = new EventCodec();
  private final SqlExports exports;
  private final SqlReports reports;

  public Archive(WritableDatabase database, ViewSettings settings) {
    this.database = database;
    this.exports = new SqlExports(database, CompletableFuture::new, settings);
    this.reports = new SqlReports(database, () -> Instant.EPOCH);
  }

  /** Empty when there is no such campaign. */
  public CompletionStage<Optional<Standing>> standing(CampaignId campaign) {
    return database.read(session -> standing(session, campaign));
  }

  /**
   * All campaigns of all senders that have rows, whether they are over or not, and those whose rows
   * are deleted but not yet all that goes with them.
   */
  public CompletionStage<List<CampaignId>> withRows() {
    return database.read(
        session ->
            Query.of(session, WITH_ROWS.in(session))
                .list(
                    row ->
                        new CampaignId(
                            new SenderId(row.getString("sender")), row.getString("name"))));
  }

  private Optional<Standing> standing(Session session, CampaignId campaign) throws SQLException {
    var past = new Past();
    Query.of(session, EVENTS)
        .text(campaign.persistenceId())
        .each(
            row ->
                past.add(
                    row.getLong("ordering"),
                    codec.decode(
                        row.getInt("type"),
                        row.getBytes("payload"),
                        campaign.persistenceId(),
                        row.getLong("seq_nr"))));
    if (past.content.isEmpty()) {
      return Optional.empty();
    }
    var seen = Query.of(session, SEEN).first(row -> row.getLong("ordering")).orElse(0L);
    return Query.of(session, BATCHES.in(session))
        .text(campaign.sender().value())
        .text(campaign.name())
        .first(
            row ->
                new Standing(
                    campaign,
                    row.getLong("accepted"),
                    past.isArchived ? past.endedAt : Optional.empty(),
                    past.last <= seen,
                    row.getLong("begun") > 0,
                    past.content.get()));
  }

  /** What a campaign's events come to. */
  private static final class Past {
    private Optional<Instant> endedAt = Optional.empty();
    private Optional<LinkTableId> content = Optional.empty();
    private boolean isArchived;
    private long last;

    void add(long ordering, Object event) {
      last = ordering;
      if (event instanceof CampaignEvent.Drafted(var plan, var at)) {
        content = Optional.of(plan.linkTable());
      } else if (event instanceof CampaignEvent.Finished(var at)) {
        endedAt = Optional.of(at);
      } else if (event instanceof CampaignEvent.Cancelled(var undriven, var at)) {
        endedAt = Optional.of(at);
      } else if (event instanceof CampaignEvent.Archived) {
        isArchived = true;
      }
    }
  }

  /**
   * Reads the whole campaign as lines; the last one says how many recipients there are. Fails when
   * that is not how many were accepted.
   */
  public CompletionStage<Long> write(Standing standing, Lines to) {
    var campaign = standing.campaign();
    return head(standing)
        .thenCompose(
            head -> {
              to.add(head);
              return walk(campaign, Place.START, to, 0);
            })
        .thenApply(
            written -> {
              if (written != standing.accepted()) {
                throw new IllegalStateException(
                    "%s has %d recipients, and %d were accepted"
                        .formatted(campaign, written, standing.accepted()));
              }
              to.add(ArchiveJson.end(campaign, written));
              return written;
            });
  }

  private CompletionStage<String> head(Standing standing) {
    var campaign = standing.campaign();
    return reports
        .campaign(campaign)
        .thenCombine(
            reports.links(campaign),
            (counts, links) ->
                database.read(
                    session ->
                        ArchiveJson.campaign(
                            campaign,
                            standing.endedAt().orElseThrow(),
                            standing.accepted(),
                            counts,
                            links,
                            content(session, standing.content(), "submission"),
                            content(session, standing.content(), "links"))))
        .thenCompose(line -> line);
  }

  private static Optional<String> content(Session session, LinkTableId of, String column)
      throws SQLException {
    return Query.of(session, "SELECT submission, links FROM content WHERE link_table = ?")
        .number(of.value())
        .first(row -> row.getString(column));
  }

  private CompletionStage<Long> walk(CampaignId campaign, Place after, Lines to, long written) {
    return exports
        .mailings(campaign, ALL, after, ROWS_AT_ONCE, Columns.WITH_DATA)
        .thenCompose(
            slice -> {
              var sum = written + add(slice, to);
              return slice.next().isPresent()
                  ? walk(campaign, slice.next().get(), to, sum)
                  : CompletableFuture.completedStage(sum);
            });
  }

  private static int add(MailingSlice slice, Lines to) {
    slice.mailings().forEach(mailing -> to.add(ArchiveJson.recipient(mailing)));
    return slice.mailings().size();
  }

  /**
   * Deletes the rows. The archive must be on disk before: from the first moment exports find none.
   *
   * @return how many rows this call has deleted
   */
  public CompletionStage<Long> delete(CampaignId campaign, Instant now) {
    return database
        .write(Lane.ROWS, session -> begin(session, campaign, now))
        .thenCompose(no -> deletePages(no, NONE, 0))
        .thenCompose(this::deleteFaults);
  }

  private static long begin(Session session, CampaignId campaign, Instant now) throws SQLException {
    var no =
        Query.of(session, "SELECT no FROM campaign WHERE sender = ? AND name = ?")
            .text(campaign.sender().value())
            .text(campaign.name())
            .first(row -> row.getLong("no"))
            .orElseThrow(() -> new IllegalStateException("no campaign " + campaign));
    Query.of(session, MARK).time(now).number(no).update();
    Query.of(session, BEGIN).time(now).number(no).update();
    ArchivedRows.leave(session, no);
    return no;
  }

  private record Deleted(PageRows page, long rows) {}

  private CompletionStage<Sum> deletePages(long campaignNo, PageRows after, long before) {
    return database
        .write(Lane.ROWS, session -> deleteNext(session, campaignNo, after))
        .thenCompose(
            deleted ->
                deleted.isPresent()
                    ? deletePages(campaignNo, deleted.get().page(), before + deleted.get().rows())
                    : CompletableFuture.completedStage(new Sum(campaignNo, before)));
  }

  private record Sum(long campaignNo, long rows) {}

  private static Optional<Deleted> deleteNext(Session session, long campaignNo, PageRows after)
      throws SQLException {
    var page =
        Query.of(session, NEXT_PAGE.in(session))
            .number(after.batchNo())
            .number(after.page())
            .number(campaignNo)
            .number(after.batchNo())
            .first(
                row ->
                    new PageRows(
                        row.getLong("campaign_no"),
                        row.getLong("batch_no"),
                        row.getInt("page"),
                        row.getString("sender")));
    return page.isPresent()
        ? Optional.of(new Deleted(page.get(), delete(session, page.get())))
        : Optional.empty();
  }

  private static long delete(Session session, PageRows page) throws SQLException {
    ArchivedRows.drop(session, page.batchNo(), page.page());
    return page.delete(session);
  }

  private CompletionStage<Long> deleteFaults(Sum so) {
    return database
        .write(
            Lane.ROWS,
            session -> Query.of(session, DROP_FAULTS.in(session)).number(so.campaignNo()).update())
        .thenCompose(n -> n > 0 ? deleteFaults(so) : CompletableFuture.completedStage(so.rows()));
  }
}
