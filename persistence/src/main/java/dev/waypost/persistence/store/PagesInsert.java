package dev.waypost.persistence.store;

import static dev.waypost.persistence.store.BulkSql.Kind.BYTES;
import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.id.PageId;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.RowJson;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Pages that follow each other on their way into the tables: what can be made beforehand is made by
 * the caller.
 */
record PagesInsert(PageId first, List<List<Columns>> pages) {
  private static final BulkSql INSERT =
      BulkSql.insert(
          "row(batch_no, page, line, position, recipient_key, row_key, claim, id, email, name,"
              + " data, metadata)",
          "",
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          BYTES,
          BYTES,
          NUMBER,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          TEXT);

  private static final String COPIED =
      "row(batch_no, page, line, position, claim, recipient_key, row_key, id, email, name, data,"
          + " metadata)";

  private static final int COLUMNS = 12;

  private static final BulkSql INSERT_PAGE =
      BulkSql.insert("page(batch_no, page, rows, sealed)", "", NUMBER, NUMBER, NUMBER, NUMBER);

  /** A row as the table has it. */
  record Columns(
      int line,
      int position,
      byte[] recipient,
      byte[] key,
      Optional<String> id,
      String email,
      Optional<String> name,
      Optional<String> data,
      Optional<String> metadata) {}

  static PagesInsert prepare(PageId first, List<List<StoredRow>> pages) {
    return new PagesInsert(
        first,
        pages.stream().map(rows -> rows.stream().map(PagesInsert::columns).toList()).toList());
  }

  private static Columns columns(StoredRow row) {
    var submission = row.submission();
    return new Columns(
        submission.line(),
        row.position(),
        row.recipient().bytes(),
        row.row().bytes(),
        submission.id(),
        submission.email().toString(),
        submission.name(),
        RowJson.write(submission.data()),
        RowJson.write(submission.metadata()));
  }

  void store(Session session, FreeKeys.Mode mode) throws SQLException {
    var it = BatchTable.hold(session, first.sender(), first.batch());
    if (!it.isReceived()) {
      throw it.cannot("take page " + first.number());
    }
    var replaced = 0;
    for (var page = first.number(); page < Math.min(end(), it.batch().pages()); page++) {
      replaced += delete(session, it.no(), page);
    }
    storePersons(session, mode); // before the rows: it is this that may fail
    switch (session.dialect()) {
      case SQLITE -> insertRows(session, it.no());
      case POSTGRES -> copyRows(session, it.no());
    }
    insertPages(session, it.no());
    Query.of(
            session,
            "UPDATE batch SET pages = CASE WHEN pages > ? THEN pages ELSE ? END,"
                + " rows = rows + ? WHERE no = ?")
        .number(end())
        .number(end())
        .number(pages.stream().mapToInt(List::size).sum() - replaced)
        .number(it.no())
        .update();
  }

  /** The number of the page behind the last one. */
  private int end() {
    return first.number() + pages.size();
  }

  private static int delete(Session session, long batchNo, int page) throws SQLException {
    var rowsBefore =
        Query.of(session, "DELETE FROM row WHERE batch_no = ? AND page = ?")
            .number(batchNo)
            .number(page)
            .update();
    Query.of(session, "DELETE FROM page WHERE batch_no = ? AND page = ?")
        .number(batchNo)
        .number(page)
        .update();
    return rowsBefore;
  }

  private void insertRows(Session session, long batchNo) throws SQLException {
    var insert = INSERT.in(session);
    var page = first.number();
    for (var rows : pages) {
      for (var row : rows) {
        insert
            .number(batchNo)
            .number(page)
            .number(row.line())
            .number(row.position())
            .bytes(row.recipient())
            .bytes(row.key())
            .number(0)
            .text(row.id())
            .text(row.email())
            .text(row.name())
            .text(row.data())
            .text(row.metadata())
            .more();
      }
      page++;
    }
    insert.updateAll();
  }

  private void copyRows(Session session, long batchNo) throws SQLException {
    try (var copy = BinaryCopy.into(session, COPIED)) {
      var page = first.number();
      for (var rows : pages) {
        for (var row : rows) {
          copy.row(COLUMNS)
              .bigint(batchNo)
              .integer(page)
              .integer(row.line())
              .integer(row.position())
              .smallint(0)
              .bytes(row.recipient())
              .bytes(row.key())
              .text(row.id())
              .text(row.email())
              .text(row.name())
              .text(row.data())
              .text(row.metadata());
        }
        page++;
      }
      copy.finish();
    }
  }

  private void storePersons(Session session, FreeKeys.Mode mode) throws SQLException {
    var persons = new PersonUpsert(first.sender());
    for (var rows : pages) {
      rows.forEach(row -> persons.add(row.recipient(), row.email()));
    }
    persons.store(session, mode);
  }

  private void insertPages(Session session, long batchNo) throws SQLException {
    var insert = INSERT_PAGE.in(session);
    var page = first.number();
    for (var rows : pages) {
      insert.number(batchNo).number(page++).number(rows.size()).number(0).more();
    }
    insert.updateAll();
  }
}
