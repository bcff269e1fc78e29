package dev.waypost.persistence.view;

import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.report.EventAnswer;
import dev.waypost.engine.report.EventOffset;
import dev.waypost.engine.report.EventQuery;
import dev.waypost.engine.report.EventStream;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The event stream: the journal in its order, as far as the view has come. SQLite's one writer, and
 * on PostgreSQL the lock of whoever inserts, make that order the order of commits; an offset says
 * no more than a place in it.
 */
public final class SqlEventStream implements EventStream {
  private final ReadableDatabase database;
  private final News news;
  private final EventCodec codec = new EventCodec();

  public SqlEventStream(ReadableDatabase database, News news) {
    this.database = database;
    this.news = news;
  }

  @Override
  public CompletionStage<Void> news() {
    return news.next();
  }

  @Override
  public CompletionStage<EventAnswer> read(SenderId sender, EventQuery query) {
    return database.read(session -> read(Tables.shown(session), sender, query));
  }

  private EventAnswer read(Tables tables, SenderId sender, EventQuery query) throws SQLException {
    var earliest = StreamPosition.behind(StreamTable.floor(tables.session()));
    var end = StreamPosition.behind(tables.offset().ordering());
    var after = position(sender, query.after(), earliest);
    var until = position(sender, query.until(), end);
    if (after.isEmpty() || until.isEmpty()) {
      return new EventAnswer.NotAnOffset();
    }
    var from = after.get();
    if (from.compareTo(earliest) < 0) {
      return new EventAnswer.Gone(EventAnswer.Reason.TOO_OLD, earliest.print(sender));
    }
    if (from.compareTo(end) > 0 && from.compareTo(endOfJournal(tables.session())) > 0) {
      return new EventAnswer.Gone(EventAnswer.Reason.AHEAD, earliest.print(sender));
    }
    var stop = until.get().compareTo(end) < 0 ? until.get() : end;
    var page = new StreamPage(sender, query.campaign(), from, query.limit(), codec);
    page.read(tables, stop);
    return new EventAnswer.Page(
        page.events(tables.session()),
        page.next().print(sender),
        end.print(sender),
        page.next().compareTo(stop) >= 0);
  }

  private static Optional<StreamPosition> position(
      SenderId sender, Optional<EventOffset> offset, StreamPosition otherwise) {
    return offset.isEmpty() ? Optional.of(otherwise) : StreamPosition.parse(sender, offset.get());
  }

  /** The view may be behind it, while it is made again. */
  private static StreamPosition endOfJournal(Session session) throws SQLException {
    return StreamPosition.behind(
        Query.of(session, "SELECT max(ordering) FROM journal")
            .first(row -> row.getLong(1))
            .orElse(0L));
  }
}
