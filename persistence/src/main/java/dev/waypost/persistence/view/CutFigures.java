package dev.waypost.persistence.view;

import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * What events had counted that are cut off the journal, so that a view which is made again from the
 * first event has it all the same. Only events of campaigns whose rows were archived, or of no
 * campaign, are cut: these move figures and suppressions, and no row. One thread, one transaction.
 */
public final class CutFigures {
  private static final List<String> INCLUDE =
      List.of(
          "INSERT INTO campaign_count(sender, campaign, figure, n)"
              + " SELECT sender, campaign, figure, n FROM campaign_count_cut",
          "INSERT INTO link_count(sender, campaign, link, human, unknown, machine, uniq)"
              + " SELECT sender, campaign, link, human, unknown, machine, uniq FROM link_count_cut",
          "INSERT INTO suppression(sender, recipient_key, reason, since, campaign)"
              + " SELECT sender, recipient_key, reason, since, campaign FROM suppression_cut");

  private final Tally tally = new Tally();
  private final SuppressionMoves suppressions = new SuppressionMoves();

  /** Takes the next event of a recipient that is being cut. */
  public void add(RecipientId recipient, RecipientEvent event) {
    tally.add(recipient.persistenceId(), event);
    suppressions.add(recipient.persistenceId(), event);
  }

  /** Adds it all to what was cut before, in the transaction that deletes the events. */
  public void write(Session session) throws SQLException {
    var cut = new Tables(session, Edition.CUT);
    FigureTables.addFigures(cut, tally);
    FigureTables.addLinks(cut, tally);
    suppressions.apply(cut);
  }

  /**
   * How far the journal may be cut.
   *
   * @param seenUpTo the last event that figures include
   * @param toldUpTo the last of these that has left the event stream, so that nobody reads it again
   * @param isRebuilding whether a view is being made again, or its making was killed: it has begun
   *     with what was cut before, and reads the rest; nothing may be cut until it has ended
   */
  public record Limits(long seenUpTo, long toldUpTo, boolean isRebuilding) {}

  /** In a transaction that writes they hold until its end. */
  public static Limits limits(Session session, Grip grip) throws SQLException {
    var shown = Tables.shown(session);
    var floor = StreamTable.floor(session);
    var states =
        Query.of(session, "SELECT state FROM view_offset WHERE state <> 0" + grip.in(session))
            .list(row -> Tables.State.values()[row.getInt("state")]);
    var offset = shown.offset();
    var seen = offset.hasCut() ? offset.ordering() : 0;
    return new Limits(seen, Math.min(floor, seen), states.contains(Tables.State.MADE));
  }

  /** Whether a rebuild may begin before the transaction ends. */
  public enum Grip {
    LOOK,
    HOLD;

    private String in(Session session) {
      return switch (this) {
        case LOOK -> "";
        case HOLD ->
            switch (session.dialect()) {
              case SQLITE -> ""; // there is one writer
              case POSTGRES -> " FOR SHARE";
            };
      };
    }
  }

  /** Empty tables take in what was cut, once. */
  static boolean include(Tables tables) throws SQLException {
    var isNew =
        Query.of(
                    tables.session(),
                    "UPDATE view_offset SET has_cut = 1 WHERE view = ? AND has_cut = 0")
                .text(tables.edition().view())
                .update()
            == 1;
    if (isNew) {
      for (var text : INCLUDE) {
        tables.query(text).update();
      }
    }
    return isNew;
  }
}
