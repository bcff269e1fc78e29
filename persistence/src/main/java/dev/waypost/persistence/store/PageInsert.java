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

/** One page on its way into the tables: what can be made beforehand is made by the caller. */
record PageInsert(PageId page, List<Columns> rows) {
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

  static PageInsert prepare(PageId page, List<StoredRow> rows) {
    return new PageInsert(page, rows.stream().map(PageInsert::columns).toList());
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

  void store(Session session) throws SQLException {
    var it = BatchTable.hold(session, page.sender(), page.batch());
    if (!it.isReceived()) {
      throw it.cannot("take page " + page.number());
    }
    var replaced = 0;
    if (page.number() < it.batch().pages()) {
      replaced = delete(session, it.no());
    }
    if (!rows.isEmpty()) {
      insertRows(session, it.no());
      upsertPersons(session);
    }
    Query.of(session, "INSERT INTO page(batch_no, page, rows, sealed) VALUES (?, ?, ?, 0)")
        .number(it.no())
        .number(page.number())
        .number(rows.size())
        .update();
    Query.of(
            session,
            "UPDATE batch SET pages = CASE WHEN pages > ? THEN pages ELSE ? END,"
                + " rows = rows + ? WHERE no = ?")
        .number(page.number() + 1L)
        .number(page.number() + 1L)
        .number(rows.size() - replaced)
        .number(it.no())
        .update();
  }

  private int delete(Session session, long batchNo) throws SQLException {
    var rowsBefore =
        Query.of(session, "DELETE FROM row WHERE batch_no = ? AND page = ?")
            .number(batchNo)
            .number(page.number())
            .update();
    Query.of(session, "DELETE FROM page WHERE batch_no = ? AND page = ?")
        .number(batchNo)
        .number(page.number())
        .update();
    return rowsBefore;
  }

  private void insertRows(Session session, long batchNo) throws SQLException {
    var insert = INSERT.in(session);
    for (var row : rows) {
      insert
          .number(batchNo)
          .number(page.number())
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
    insert.updateAll();
  }

  private void upsertPersons(Session session) throws SQLException {
    var persons = new PersonUpsert(page.sender());
    rows.forEach(row -> persons.add(row.recipient(), row.email()));
    persons.store(session);
  }
}
