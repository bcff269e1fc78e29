package dev.waypost.persistence.view;

import dev.waypost.engine.delivery.BounceKind;
import dev.waypost.engine.id.BatchId;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.view.MailingMoves.Page;
import dev.waypost.persistence.view.MailingMoves.PageStanding;
import dev.waypost.persistence.view.MailingMoves.Word;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes where rows stand, in the transaction it is called in. A batch that is in no table is left
 * out: it has no rows to tell of.
 */
final class MailingTables {
  private static final String PLACE =
      "INSERT INTO batch_place(batch_no, campaign_no, place)"
          + " SELECT no, campaign_no, ? FROM batch WHERE batch = ? ON CONFLICT DO NOTHING";

  private static final String COUNT_UNDRIVEN =
      "INSERT INTO page_state(campaign_no, state, place, page, n)"
          + " SELECT b.campaign_no, ?, b.place, p.page, p.rows FROM batch_place b"
          + " JOIN page p ON p.batch_no = b.batch_no WHERE b.place = ? AND p.rows > 0"
          + " ON CONFLICT DO NOTHING";

  private static final String KNOWN =
      "SELECT b.batch_no, b.campaign_no, b.place FROM batch t"
          + " JOIN batch_place b ON b.batch_no = t.no WHERE t.batch = ?";

  private static final String ADD =
      "INSERT INTO page_state(campaign_no, state, place, page, n) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT(campaign_no, state, place, page)"
          + " DO UPDATE SET n = page_state.n + excluded.n";

  private static final String DROP_ZERO =
      "DELETE FROM page_state"
          + " WHERE campaign_no = ? AND state = ? AND place = ? AND page = ? AND n = 0";

  private static final String OPEN =
      "INSERT INTO page_state(campaign_no, state, place, page, n)"
          + " SELECT campaign_no, ?, place, page, n FROM page_state"
          + " WHERE campaign_no = ? AND state = ? AND place = ? AND page = ?"
          + " ON CONFLICT(campaign_no, state, place, page)"
          + " DO UPDATE SET n = page_state.n + excluded.n";

  private static final String DROP_PAGE =
      "DELETE FROM page_state WHERE campaign_no = ? AND state = ? AND place = ? AND page = ?";

  private static final String SWEEP =
      "INSERT INTO page_state(campaign_no, state, place, page, n)"
          + " SELECT campaign_no, ?, place, page, n FROM page_state"
          + " WHERE campaign_no = (SELECT no FROM campaign WHERE sender = ? AND name = ?)"
          + " AND state = ? ON CONFLICT DO NOTHING";

  private static final String DROP_SWEPT =
      "DELETE FROM page_state"
          + " WHERE campaign_no = (SELECT no FROM campaign WHERE sender = ? AND name = ?)"
          + " AND state = ?";

  private static final String INSERT =
      "INSERT INTO mailing(batch_no, page, line, state, bounce, reason) VALUES (?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT(batch_no, page, line) DO UPDATE"
          + " SET state = excluded.state, bounce = excluded.bounce";

  private static final String MOVE = INSERT + ", reason = excluded.reason";

  /** A batch in numbers. */
  private record Numbered(long no, long campaignNo, long place) {}

  private final Session session;
  private final Map<BatchId, Optional<Numbered>> batches = new HashMap<>();

  private MailingTables(Session session) {
    this.session = session;
  }

  static void apply(Session session, MailingMoves moves) throws SQLException {
    var tables = new MailingTables(session);
    tables.place(moves);
    tables.open(moves);
    tables.count(moves);
    tables.move(moves);
    tables.sweep(moves);
  }

  static void clear(Session session) throws SQLException {
    Query.of(session, "DELETE FROM batch_place").update();
    Query.of(session, "DELETE FROM page_state").update();
    Query.of(session, "DELETE FROM mailing").update();
  }

  private void place(MailingMoves moves) throws SQLException {
    for (var placed : moves.placed()) {
      Query.of(session, PLACE).number(placed.ordering()).text(placed.batch().value()).update();
      Query.of(session, COUNT_UNDRIVEN)
          .number(Standing.UNDRIVEN.code())
          .number(placed.ordering())
          .update();
    }
  }

  private void open(MailingMoves moves) throws SQLException {
    for (var page : moves.opened()) {
      var batch = numbered(page.batch());
      if (batch.isPresent()) {
        var it = batch.get();
        Query.of(session, OPEN)
            .number(Standing.WAITING.code())
            .number(it.campaignNo())
            .number(Standing.UNDRIVEN.code())
            .number(it.place())
            .number(page.number())
            .update();
        key(Query.of(session, DROP_PAGE), it, Standing.UNDRIVEN, page).update();
      }
    }
  }

  private void count(MailingMoves moves) throws SQLException {
    var fewer = new ArrayList<PageStanding>();
    var add = Query.of(session, ADD);
    var isAny = false;
    for (var change : moves.changes().entrySet()) {
      var where = change.getKey();
      var n = change.getValue();
      var batch = numbered(where.page().batch());
      if (n != 0 && batch.isPresent()) {
        key(add, batch.get(), where.standing(), where.page()).number(n).more();
        isAny = true;
        if (n < 0) {
          fewer.add(where);
        }
      }
    }
    if (isAny) {
      add.updateAll();
    }
    dropZeros(fewer);
  }

  private void dropZeros(Iterable<PageStanding> fewer) throws SQLException {
    for (var where : fewer) {
      var batch = numbered(where.page().batch());
      if (batch.isPresent()) {
        key(Query.of(session, DROP_ZERO), batch.get(), where.standing(), where.page()).update();
      }
    }
  }

  private static Query key(Query query, Numbered batch, Standing standing, Page page)
      throws SQLException {
    return query
        .number(batch.campaignNo())
        .number(standing.code())
        .number(batch.place())
        .number(page.number());
  }

  private void move(MailingMoves moves) throws SQLException {
    for (var moved : moves.moves().entrySet()) {
      var origin = moved.getKey();
      var move = moved.getValue();
      var batch = numbered(origin.batch());
      if (batch.isEmpty()) {
        continue;
      }
      var query =
          Query.of(session, move.word() instanceof Word.Unsaid ? INSERT : MOVE)
              .number(batch.get().no())
              .number(origin.page())
              .number(origin.line())
              .number(Standing.of(move.to()).code());
      bounce(query, move.bounce()).text(text(move.word())).update();
    }
  }

  private static Query bounce(Query query, Optional<BounceKind> kind) throws SQLException {
    return kind.isPresent() ? query.number(BounceCode.of(kind.get())) : query.absent(Types.INTEGER);
  }

  private static Optional<String> text(Word word) {
    return word instanceof Word.Said(var text) ? Optional.of(text) : Optional.empty();
  }

  private void sweep(MailingMoves moves) throws SQLException {
    for (var campaign : moves.cancelled()) {
      Query.of(session, SWEEP)
          .number(Standing.SWEPT.code())
          .text(campaign.sender().value())
          .text(campaign.name())
          .number(Standing.UNDRIVEN.code())
          .update();
      Query.of(session, DROP_SWEPT)
          .text(campaign.sender().value())
          .text(campaign.name())
          .number(Standing.UNDRIVEN.code())
          .update();
    }
  }

  private Optional<Numbered> numbered(BatchId batch) throws SQLException {
    var known = batches.get(batch);
    if (known != null) {
      return known;
    }
    var found =
        Query.of(session, KNOWN)
            .text(batch.value())
            .first(row -> new Numbered(row.getLong(1), row.getLong(2), row.getLong(3)));
    batches.put(batch, found);
    return found;
  }
}
