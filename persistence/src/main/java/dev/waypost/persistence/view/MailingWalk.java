package dev.waypost.persistence.view;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.roster.Exports.Columns;
import dev.waypost.engine.roster.Exports.ListedMailing;
import dev.waypost.engine.roster.Exports.MailingSlice;
import dev.waypost.engine.roster.Exports.Place;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.store.RowColumns;
import dev.waypost.persistence.store.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One slice of a campaign's rows. The counters say which pages have any that are wanted, so the
 * others are never looked at; a page has 500 rows at most.
 */
final class MailingWalk {
  /** Pages looked at in one read; when they hold too few rows, the next read goes on. */
  private static final int PAGES_MAX = 64;

  private static final String CAMPAIGN_NO = "SELECT no FROM campaign WHERE sender = ? AND name = ?";

  private static final String PAGES =
      "SELECT place, page FROM page_state WHERE campaign_no = ? AND state = ?"
          + " AND (place, page) >= (?, ?) ORDER BY place, page LIMIT ?";

  private static final SqlText BATCH =
      SqlText.of(
          "SELECT b.batch_no, t.batch FROM batch_place b {join batch t ON t.no = b.batch_no}"
              + " WHERE b.place = ?");

  private static final String COLUMNS =
      "SELECT r.line, r.recipient_key, r.row_key, r.id, r.email, r.name, r.metadata,"
          + " CASE WHEN ? = 1 THEN r.data END AS data, m.bounce, m.reason,";

  /** Rows with and without a mailing; those without stand where their page does. */
  private static final SqlText ALL_ROWS =
      SqlText.of(
          COLUMNS
              + " coalesce(m.state, ?) AS state FROM row r {left mailing m ON m.batch_no ="
              + " r.batch_no AND m.page = r.page AND m.line = r.line} WHERE r.batch_no = ? AND"
              + " r.page = ? AND r.line > ? AND (CAST(1 AS bigint) << CAST(coalesce(m.state, ?) AS"
              + " integer)) & ? <> 0 ORDER BY r.batch_no, r.page, r.line LIMIT ?");

  private static final SqlText MAILED_ROWS =
      SqlText.of(
          COLUMNS
              + " m.state FROM mailing m"
              + " {join row r ON r.batch_no = m.batch_no AND r.page = m.page AND r.line = m.line}"
              + " WHERE m.batch_no = ? AND m.page = ? AND m.line > ?"
              + " AND (CAST(1 AS bigint) << CAST(m.state AS integer)) & ? <> 0"
              + " ORDER BY m.batch_no, m.page, m.line LIMIT ?");

  private record PageKey(long place, int page) {
    private static final Comparator<PageKey> ORDER =
        Comparator.comparingLong(PageKey::place).thenComparingInt(PageKey::page);
  }

  /** A row with where it stands in the order. */
  private record Found(Place place, ListedMailing mailing) {}

  private final Tables tables;
  private final List<Standing> wanted;
  private final Columns columns;
  private final int limit;
  private final List<Found> found = new ArrayList<>();

  MailingWalk(Tables tables, Set<MailingState> states, Columns columns, int limit) {
    this.tables = tables;
    this.wanted = Standing.of(states);
    this.columns = columns;
    this.limit = limit;
  }

  MailingSlice slice(CampaignId campaign, Place after) throws SQLException {
    var campaignNo =
        tables
            .query(CAMPAIGN_NO)
            .text(campaign.sender().value())
            .text(campaign.name())
            .first(row -> row.getLong(1));
    if (campaignNo.isEmpty()) {
      return new MailingSlice(List.of(), Optional.empty());
    }
    var pages = pages(campaignNo.get(), after);
    var last = Place.START;
    for (var page : pages.entrySet()) {
      var key = page.getKey();
      var isAfter = key.place() == after.batch() && key.page() == after.page();
      readPage(key, page.getValue(), isAfter ? after.line() : 0);
      if (found.size() > limit) {
        return slice(Optional.of(found.get(limit - 1).place()));
      }
      last = new Place(key.place(), key.page(), Integer.MAX_VALUE);
    }
    return slice(pages.size() < PAGES_MAX ? Optional.empty() : Optional.of(last));
  }

  private MailingSlice slice(Optional<Place> next) {
    return new MailingSlice(found.stream().limit(limit).map(Found::mailing).toList(), next);
  }

  /** The first pages that have wanted rows, with where these stand. */
  private Map<PageKey, Set<Standing>> pages(long campaignNo, Place after) throws SQLException {
    var pages = new TreeMap<PageKey, Set<Standing>>(PageKey.ORDER);
    for (var standing : wanted) {
      tables
          .query(PAGES)
          .number(campaignNo)
          .number(standing.code())
          .number(after.batch())
          .number(after.page())
          .number(PAGES_MAX)
          .each(
              row ->
                  pages
                      .computeIfAbsent(
                          new PageKey(row.getLong(1), row.getInt(2)),
                          key -> EnumSet.noneOf(Standing.class))
                      .add(standing));
    }
    while (pages.size() > PAGES_MAX) {
      pages.pollLastEntry();
    }
    return pages;
  }

  private void readPage(PageKey page, Set<Standing> standings, int afterLine) throws SQLException {
    var batch = tables.query(BATCH).number(page.place()).first(Batch::read).orElseThrow();
    var silent = standings.stream().filter(Standing::isWithoutMailing).findFirst();
    var query =
        tables
            .query(silent.isPresent() ? ALL_ROWS : MAILED_ROWS)
            .number(columns == Columns.WITH_DATA ? 1 : 0);
    if (silent.isPresent()) {
      query.number(silent.get().code());
    }
    query.number(batch.no()).number(page.page()).number(afterLine);
    if (silent.isPresent()) {
      query.number(silent.get().code());
    }
    query
        .number(mask())
        .number(limit + 1L - found.size())
        .each(row -> found.add(found(page, batch.id(), row)));
  }

  private long mask() {
    return wanted.stream().mapToLong(s -> 1L << s.code()).reduce(0, (a, b) -> a | b);
  }

  private record Batch(long no, BatchId id) {
    static Batch read(ResultSet row) throws SQLException {
      return new Batch(row.getLong(1), new BatchId(row.getString(2)));
    }
  }

  private static Found found(PageKey page, BatchId batch, ResultSet row) throws SQLException {
    var line = row.getInt("line");
    var origin = new Origin(batch, page.page(), line);
    var state = Standing.ofCode(row.getInt("state")).state();
    return new Found(
        new Place(page.place(), page.page(), line),
        new ListedMailing(
            RowColumns.trace(origin, row),
            RowColumns.isErased(row)
                ? Optional.empty()
                : Optional.of(RowColumns.mailRow(origin, row)),
            state,
            bounce(row),
            reason(state, row)));
  }

  private static Optional<BounceKind> bounce(ResultSet row) throws SQLException {
    var code = row.getInt("bounce");
    return row.wasNull() ? Optional.empty() : Optional.of(BounceCode.kind(code));
  }

  private static Optional<String> reason(MailingState state, ResultSet row) throws SQLException {
    return switch (state) {
      case DEFERRED, BOUNCED, FAILED, SUPPRESSED, EXPIRED, IN_DOUBT -> Query.text(row, "reason");
      case WAITING, ATTEMPTING, DELIVERED, DUPLICATE, CANCELLED -> Optional.empty();
    };
  }
}
