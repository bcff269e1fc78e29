package dev.waypost.persistence.view;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.view.Tally.Ending;
import java.sql.SQLException;

/** Writes what a run of events changes, with the offset, in the transaction it is called in. */
final class FigureTables {
  private static final String ADD_FIGURE =
      "INSERT INTO campaign_count(sender, campaign, figure, n) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT(sender, campaign, figure)"
          + " DO UPDATE SET n = campaign_count.n + excluded.n";

  private static final String ADD_LINK =
      "INSERT INTO link_count(sender, campaign, link, human, unknown, machine, uniq)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(sender, campaign, link) DO UPDATE SET"
          + " human = link_count.human + excluded.human,"
          + " unknown = link_count.unknown + excluded.unknown,"
          + " machine = link_count.machine + excluded.machine,"
          + " uniq = link_count.uniq + excluded.uniq";

  private static final String LIST =
      "INSERT INTO campaign_listing(sender, campaign, created_at, finished) VALUES (?, ?, ?, 0)"
          + " ON CONFLICT DO NOTHING";

  private static final String SET_ENDING =
      "UPDATE campaign_listing SET finished = ? WHERE sender = ? AND campaign = ?";

  private static final String MOVE_OFFSET =
      "UPDATE view_offset SET ordering = ?, at = ? WHERE view = ? AND ordering = ?";

  private static final String BURY =
      "INSERT INTO view_dead_letter(view, ordering, persistence_id, type, why)"
          + " VALUES (?, ?, ?, ?, ?)";

  private FigureTables() {}

  /**
   * Counts the run unless the offset has moved since it was read: then somebody else has counted it
   * or begun anew, and nothing changes.
   *
   * @return whether it was counted
   */
  static boolean apply(Session session, JournalRun run) throws SQLException {
    var moved =
        Query.of(session, MOVE_OFFSET)
            .number(run.upTo())
            .time(run.at())
            .text(JournalRun.VIEW)
            .number(run.from())
            .update();
    if (moved == 0) {
      return false;
    }
    addFigures(session, run.tally());
    addLinks(session, run.tally());
    list(session, run.tally());
    MailingTables.apply(session, run.mailings());
    run.suppressions().apply(session);
    bury(session, run);
    StreamTable.add(session, run.stream().rows());
    return true;
  }

  /** Forgets everything; the offset stands before the first event. */
  static boolean clear(Session session) throws SQLException {
    Query.of(session, "DELETE FROM campaign_count").update();
    Query.of(session, "DELETE FROM link_count").update();
    Query.of(session, "DELETE FROM campaign_listing").update();
    MailingTables.clear(session);
    SuppressionMoves.clear(session);
    StreamTable.clear(session);
    Query.of(session, "DELETE FROM view_dead_letter WHERE view = ?").text(JournalRun.VIEW).update();
    return Query.of(session, "UPDATE view_offset SET ordering = 0, at = 0 WHERE view = ?")
            .text(JournalRun.VIEW)
            .update()
        == 1;
  }

  private static void addFigures(Session session, Tally tally) throws SQLException {
    if (tally.figures().isEmpty()) {
      return;
    }
    var add = Query.of(session, ADD_FIGURE);
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

  private static void addLinks(Session session, Tally tally) throws SQLException {
    if (tally.links().isEmpty()) {
      return;
    }
    var add = Query.of(session, ADD_LINK);
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

  private static void list(Session session, Tally tally) throws SQLException {
    for (var created : tally.created().entrySet()) {
      Query.of(session, LIST)
          .text(created.getKey().sender())
          .text(created.getKey().campaign())
          .time(created.getValue())
          .update();
    }
    for (var ending : tally.endings().entrySet()) {
      Query.of(session, SET_ENDING)
          .number(ending.getValue() == Ending.ENDED ? 1 : 0)
          .text(ending.getKey().sender())
          .text(ending.getKey().campaign())
          .update();
    }
  }

  private static void bury(Session session, JournalRun run) throws SQLException {
    for (var letter : run.dead()) {
      Query.of(session, BURY)
          .text(JournalRun.VIEW)
          .number(letter.ordering())
          .text(letter.persistenceId())
          .number(letter.type())
          .text(letter.why())
          .update();
    }
  }
}
