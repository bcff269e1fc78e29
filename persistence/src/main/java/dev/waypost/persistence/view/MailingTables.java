package dev.waypost.persistence.view;

import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.Origin;
import dev.waypost.persistence.store.Bulk;
import dev.waypost.persistence.store.BulkSql;
import dev.waypost.persistence.view.MailingMoves.Move;
import dev.waypost.persistence.view.MailingMoves.Page;
import dev.waypost.persistence.view.MailingMoves.PageStanding;
import dev.waypost.persistence.view.MailingMoves.Word;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes where rows stand, in the transaction it is called in. A batch that is in no table is left
 * out: it has no rows to tell of.
 */
final class MailingTables {
  private static final BulkSql PLACE =
      BulkSql.of(
          "INSERT INTO batch_place(batch_no, campaign_no, place)"
              + " SELECT no, campaign_no, ? FROM batch WHERE batch = ? AND archived_at IS NULL"
              + " ON CONFLICT DO NOTHING",
          "INSERT INTO batch_place(batch_no, campaign_no, place)"
              + " SELECT b.no, b.campaign_no, w.c0 FROM {list}"
              + " {join batch b ON b.batch = w.c1 AND b.archived_at IS NULL}"
              + " ORDER BY w.nth ON CONFLICT DO NOTHING",
          NUMBER,
          TEXT);

  /** By places. */
  private static final BulkSql COUNT_UNDRIVEN =
      BulkSql.of(
          "INSERT INTO page_state(campaign_no, state, place, page, n)"
              + " SELECT b.campaign_no, ?, b.place, p.page, p.rows FROM batch_place b"
              + " JOIN page p ON p.batch_no = b.batch_no WHERE b.place = ? AND p.rows > 0"
              + " ON CONFLICT DO NOTHING",
          "INSERT INTO page_state(campaign_no, state, place, page, n)"
              + " SELECT b.campaign_no, w.c0, b.place, p.page, p.rows"
              + " FROM {list} {join batch_place b ON b.place = w.c1}"
              + " {join page p ON p.batch_no = b.batch_no} WHERE p.rows > 0 ON CONFLICT DO NOTHING",
          NUMBER,
          NUMBER);

  private static final BulkSql KNOWN =
      BulkSql.select(
          "SELECT t.batch AS batch, b.batch_no AS batch_no, b.campaign_no AS campaign_no,"
              + " b.place AS place FROM {list} {join batch t ON t.batch = {0}}"
              + " {join batch_place b ON b.batch_no = t.no}",
          TEXT);

  private static final String ADDED =
      "ON CONFLICT(campaign_no, state, place, page) DO UPDATE SET n = page_state.n + excluded.n";

  private static final BulkSql ADD =
      BulkSql.insert(
          "page_state(campaign_no, state, place, page, n)",
          ADDED,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER);

  private static final List<String> KEY = List.of("campaign_no", "state", "place", "page");

  private static final BulkSql DROP_ZERO =
      BulkSql.delete("page_state", KEY, " AND n = 0", NUMBER, NUMBER, NUMBER, NUMBER);

  private static final BulkSql OPEN =
      BulkSql.of(
          "INSERT INTO page_state(campaign_no, state, place, page, n)"
              + " SELECT campaign_no, ?, place, page, n FROM page_state"
              + " WHERE campaign_no = ? AND state = ? AND place = ? AND page = ? "
              + ADDED,
          "INSERT INTO page_state(campaign_no, state, place, page, n)"
              + " SELECT s.campaign_no, w.c0, s.place, s.page, s.n FROM {list}"
              + " {join page_state s ON s.campaign_no = w.c1 AND s.state = w.c2"
              + " AND s.place = w.c3 AND s.page = w.c4} "
              + ADDED,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER);

  private static final BulkSql DROP_PAGE =
      BulkSql.delete("page_state", KEY, "", NUMBER, NUMBER, NUMBER, NUMBER);

  private static final String SWEEP =
      "INSERT INTO page_state(campaign_no, state, place, page, n)"
          + " SELECT campaign_no, ?, place, page, n FROM page_state"
          + " WHERE campaign_no = (SELECT no FROM campaign WHERE sender = ? AND name = ?)"
          + " AND state = ? ON CONFLICT DO NOTHING";

  private static final String DROP_SWEPT =
      "DELETE FROM page_state"
          + " WHERE campaign_no = (SELECT no FROM campaign WHERE sender = ? AND name = ?)"
          + " AND state = ?";

  private static final String MAILING = "mailing(batch_no, page, line, state, bounce, reason)";

  private static final String MOVED =
      "ON CONFLICT(batch_no, page, line) DO UPDATE"
          + " SET state = excluded.state, bounce = excluded.bounce";

  /** Keeps the reason that was there. */
  private static final BulkSql MOVE =
      BulkSql.insert(MAILING, MOVED, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, TEXT);

  private static final BulkSql MOVE_WITH_WORD =
      BulkSql.insert(
          MAILING,
          MOVED + ", reason = excluded.reason",
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          TEXT);

  /** A batch in numbers. */
  private record Numbered(long no, long campaignNo, long place) {}

  private final Tables tables;
  private final Map<BatchId, Numbered> batches = new HashMap<>();

  private MailingTables(Tables tables) {
    this.tables = tables;
  }

  static void apply(Tables tables, MailingMoves moves) throws SQLException {
    var writing = new MailingTables(tables);
    writing.place(moves);
    writing.number(moves);
    writing.open(moves);
    writing.count(moves);
    writing.move(moves);
    writing.sweep(moves);
  }

  private void place(MailingMoves moves) throws SQLException {
    var place = tables.bulk(PLACE);
    var count = tables.bulk(COUNT_UNDRIVEN);
    for (var placed : moves.placed()) {
      place.number(placed.ordering()).text(placed.batch().value()).more();
      count.number(Standing.UNDRIVEN.code()).number(placed.ordering()).more();
    }
    place.updateAll();
    count.updateAll();
  }

  /** Finds the numbers of all batches that have moved. */
  private void number(MailingMoves moves) throws SQLException {
    var moved =
        Stream.concat(
                moves.opened().stream().map(Page::batch),
                moves.moves().keySet().stream().map(Origin::batch))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!moved.isEmpty()) {
      var known = tables.bulk(KNOWN);
      moved.forEach(batch -> known.text(batch.value()).more());
      known
          .asked()
          .each(
              row ->
                  batches.put(
                      new BatchId(row.getString("batch")),
                      new Numbered(
                          row.getLong("batch_no"),
                          row.getLong("campaign_no"),
                          row.getLong("place"))));
    }
  }

  private void open(MailingMoves moves) throws SQLException {
    var open = tables.bulk(OPEN);
    var drop = tables.bulk(DROP_PAGE);
    for (var page : moves.opened()) {
      var batch = batches.get(page.batch());
      if (batch != null) {
        key(open.number(Standing.WAITING.code()), batch, Standing.UNDRIVEN, page).more();
        key(drop, batch, Standing.UNDRIVEN, page).more();
      }
    }
    open.updateAll();
    drop.updateAll();
  }

  private void count(MailingMoves moves) throws SQLException {
    var add = tables.bulk(ADD);
    var drop = tables.bulk(DROP_ZERO);
    var changes = moves.changes().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    for (var change : changes) {
      PageStanding where = change.getKey();
      var n = change.getValue();
      var batch = batches.get(where.page().batch());
      if (n != 0 && batch != null) {
        key(add, batch, where.standing(), where.page()).number(n).more();
        if (n < 0) {
          key(drop, batch, where.standing(), where.page()).more();
        }
      }
    }
    add.updateAll();
    drop.updateAll();
  }

  private static Bulk key(Bulk list, Numbered batch, Standing standing, Page page) {
    return list.number(batch.campaignNo())
        .number(standing.code())
        .number(batch.place())
        .number(page.number());
  }

  private void move(MailingMoves moves) throws SQLException {
    var silent = tables.bulk(MOVE);
    var spoken = tables.bulk(MOVE_WITH_WORD);
    for (var moved : moves.moves().entrySet()) {
      var to = moved.getValue().word() instanceof Word.Unsaid ? silent : spoken;
      add(to, batches.get(moved.getKey().batch()), moved.getKey(), moved.getValue());
    }
    silent.updateAll();
    spoken.updateAll();
  }

  private static void add(Bulk to, @Nullable Numbered batch, Origin origin, Move move) {
    if (batch != null) {
      to.number(batch.no())
          .number(origin.page())
          .number(origin.line())
          .number(Standing.of(move.to()).code())
          .number(
              move.bounce()
                  .map(kind -> OptionalLong.of(BounceCode.of(kind)))
                  .orElse(OptionalLong.empty()))
          .text(text(move.word()))
          .more();
    }
  }

  private static Optional<String> text(Word word) {
    return word instanceof Word.Said(var text) ? Optional.of(text) : Optional.empty();
  }

  private void sweep(MailingMoves moves) throws SQLException {
    for (var campaign : moves.cancelled()) {
      tables
          .query(SWEEP)
          .number(Standing.SWEPT.code())
          .text(campaign.sender().value())
          .text(campaign.name())
          .number(Standing.UNDRIVEN.code())
          .update();
      tables
          .query(DROP_SWEPT)
          .text(campaign.sender().value())
          .text(campaign.name())
          .number(Standing.UNDRIVEN.code())
          .update();
    }
  }
}
