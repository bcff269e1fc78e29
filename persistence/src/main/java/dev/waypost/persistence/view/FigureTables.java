package dev.waypost.persistence.view;

import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.persistence.store.BulkSql;
import dev.waypost.persistence.view.Tally.Ending;
import java.sql.SQLException;

/**
 * Writes what a run of events changes, with the offset, in the transaction it is called in: one
 * statement for each table.
 */
final class FigureTables {
  private static final BulkSql ADD_FIGURE =
      BulkSql.insert(
          "campaign_count(sender, campaign, figure, n)",
          "ON CONFLICT(sender, campaign, figure) DO UPDATE SET n = campaign_count.n + excluded.n",
          TEXT,
          TEXT,
          NUMBER,
          NUMBER);

  private static final BulkSql ADD_LINK =
      BulkSql.insert(
          "link_count(sender, campaign, link, human, unknown, machine, uniq)",
          "ON CONFLICT(sender, campaign, link) DO UPDATE SET"
              + " human = link_count.human + excluded.human,"
              + " unknown = link_count.unknown + excluded.unknown,"
              + " machine = link_count.machine + excluded.machine,"
              + " uniq = link_count.uniq + excluded.uniq",
          TEXT,
          TEXT,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER);

  private static final BulkSql LIST =
      BulkSql.insert(
          "campaign_listing(sender, campaign, created_at, finished)",
          "ON CONFLICT DO NOTHING",
          TEXT,
          TEXT,
          NUMBER,
          NUMBER);

  private static final BulkSql SET_ENDING =
      BulkSql.of(
          "UPDATE campaign_listing SET finished = ? WHERE sender = ? AND campaign = ?",
          "UPDATE campaign_listing t SET finished = w.c0 FROM {list}"
              + " WHERE t.sender = w.c1 AND t.campaign = w.c2",
          NUMBER,
          TEXT,
          TEXT);

  private static final String MOVE_OFFSET =
      "UPDATE view_offset SET ordering = ?, at = ?, dead_letters = dead_letters + ?"
          + " WHERE view = ? AND ordering = ? AND state IN (0, 1)";

  private static final BulkSql BURY =
      BulkSql.insert(
          "view_dead_letter(view, ordering, persistence_id, type, why)",
          "ON CONFLICT DO NOTHING",
          TEXT,
          NUMBER,
          TEXT,
          NUMBER,
          TEXT);

  private FigureTables() {}

  /**
   * Counts the run unless the offset has moved since it was read: then somebody else has counted it
   * or begun anew, and nothing changes.
   *
   * @return whether it was counted
   */
  static boolean apply(Tables tables, JournalRun run) throws SQLException {
    var moved =
        tables
            .query(MOVE_OFFSET)
            .number(run.upTo())
            .time(run.at())
            .number(run.dead().size())
            .text(tables.edition().view())
            .number(run.from())
            .update();
    if (moved == 0) {
      return false;
    }
    addFigures(tables, run.tally());
    addLinks(tables, run.tally());
    list(tables, run.tally());
    MailingTables.apply(tables, run.mailings());
    run.suppressions().apply(tables);
    bury(tables, run);
    StreamTable.add(tables, run.stream().rows());
    return true;
  }

  static void addFigures(Tables tables, Tally tally) throws SQLException {
    var add = tables.bulk(ADD_FIGURE);
    for (var campaign : tally.figures().entrySet()) {
      for (var figure : campaign.getValue().entrySet()) {
        add.text(campaign.getKey().sender())
            .text(campaign.getKey().campaign())
            .number(figure.getKey().code())
            .number(figure.getValue())
            .more();
      }
    }
    add.updateAll();
  }

  static void addLinks(Tables tables, Tally tally) throws SQLException {
    var add = tables.bulk(ADD_LINK);
    for (var link : tally.links().entrySet()) {
      var delta = link.getValue();
      add.text(link.getKey().campaign().sender())
          .text(link.getKey().campaign().campaign())
          .number(link.getKey().link())
          .number(delta.human())
          .number(delta.unknown())
          .number(delta.machine())
          .number(delta.unique())
          .more();
    }
    add.updateAll();
  }

  private static void list(Tables tables, Tally tally) throws SQLException {
    var list = tables.bulk(LIST);
    tally
        .created()
        .forEach(
            (campaign, at) ->
                list.text(campaign.sender())
                    .text(campaign.campaign())
                    .number(at.toEpochMilli())
                    .number(0)
                    .more());
    list.updateAll();
    var set = tables.bulk(SET_ENDING);
    tally
        .endings()
        .forEach(
            (campaign, ending) ->
                set.number(ending == Ending.ENDED ? 1 : 0)
                    .text(campaign.sender())
                    .text(campaign.campaign())
                    .more());
    set.updateAll();
  }

  private static void bury(Tables tables, JournalRun run) throws SQLException {
    var bury = tables.bulk(BURY);
    for (var letter : run.dead()) {
      bury.text(tables.edition().view())
          .number(letter.ordering())
          .text(letter.persistenceId())
          .number(letter.type())
          .text(letter.why())
          .more();
    }
    bury.updateAll();
  }
}
