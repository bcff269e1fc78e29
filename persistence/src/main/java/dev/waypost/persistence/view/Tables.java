package dev.waypost.persistence.view;

import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.Bulk;
import dev.waypost.persistence.store.BulkSql;
import dev.waypost.persistence.store.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The tables of one edition of the view, within one piece of work. */
record Tables(Session session, Edition edition) {
  private static final String SHOWN = "SELECT view FROM view_offset WHERE state = 0";

  private static final String OFFSET =
      "SELECT ordering, at, state, dead_letters, has_cut FROM view_offset WHERE view = ?";

  /** What an edition is there for. Codes stand in the database. */
  enum State {
    SHOWN,
    /** Made from the first event on, until it has come as far as the shown one. */
    MADE,
    /** Was shown, and is emptied once nobody can be reading it any more. */
    LEFT,
    EMPTY
  }

  /**
   * How far an edition has come.
   *
   * @param ordering of the last event that it includes
   * @param at when that was
   * @param deadLetters events that it had to leave out
   * @param hasCut whether it includes what events had counted that were cut off the journal; one
   *     that begins at the first event takes that in before
   */
  record Offset(long ordering, Instant at, State state, long deadLetters, boolean hasCut) {
    private static Offset read(ResultSet row) throws SQLException {
      return new Offset(
          row.getLong("ordering"),
          Query.time(row, "at"),
          State.values()[row.getInt("state")],
          row.getLong("dead_letters"),
          row.getInt("has_cut") == 1);
    }
  }

  /** Those that readers see. */
  static Tables shown(Session session) throws SQLException {
    return Query.of(session, SHOWN)
        .first(row -> new Tables(session, Edition.of(row.getString("view"))))
        .orElseThrow(() -> new IllegalStateException("no edition of the view is shown"));
  }

  /**
   * Shows these instead of those that are shown, unless they have not come as far.
   *
   * @return whether they are shown now
   */
  static boolean show(Tables made) throws SQLException {
    var ordering = made.offset().ordering();
    var isAsFar =
        made.query("UPDATE view_offset SET state = 2 WHERE state = 0 AND ordering <= ?")
                .number(ordering)
                .update()
            == 1;
    if (isAsFar && !made.setState(State.SHOWN)) {
      throw new IllegalStateException("edition " + made.edition() + " has no offset");
    }
    return isAsFar;
  }

  /** Also takes an edition that is to be made, or holds nothing any more, back to the beginning. */
  boolean setState(State state) throws SQLException {
    var text =
        switch (state) {
          case SHOWN, LEFT -> "UPDATE view_offset SET state = ? WHERE view = ?";
          case MADE, EMPTY ->
              "UPDATE view_offset SET state = ?, ordering = 0, at = 0, dead_letters = 0,"
                  + " has_cut = 0 WHERE view = ?";
        };
    return query(text).number(state.ordinal()).text(edition.view()).update() == 1;
  }

  Tables other() {
    return new Tables(session, edition.other());
  }

  Query query(String text) throws SQLException {
    return Query.of(session, edition.sql(text));
  }

  Query query(SqlText text) throws SQLException {
    return query(text.in(session));
  }

  Bulk bulk(BulkSql text) {
    return edition.sql(text).in(session);
  }

  Offset offset() throws SQLException {
    return Query.of(session, OFFSET)
        .text(edition.view())
        .first(Offset::read)
        .orElseThrow(() -> new IllegalStateException("view " + edition.view() + " has no offset"));
  }
}
