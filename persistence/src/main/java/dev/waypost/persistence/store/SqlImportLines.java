package dev.waypost.persistence.store;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.ImportLines;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lines of imports in a table that is emptied a few thousand at a time. */
public final class SqlImportLines implements ImportLines {
  private static final int FORGOTTEN_AT_ONCE = 5_000;

  private static final String NOTE =
      "INSERT INTO import_line(owner, import, recipient_key, reason, line)"
          + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

  private static final String FIRST =
      "SELECT line FROM import_line"
          + " WHERE owner = ? AND import = ? AND recipient_key = ? AND reason = ?";

  private static final String FORGET =
      "DELETE FROM import_line WHERE (owner, import, recipient_key, reason) IN"
          + " (SELECT owner, import, recipient_key, reason FROM import_line"
          + " WHERE owner = ? AND import = ? LIMIT ?)";

  private static final String FORGET_DEAD =
      "DELETE FROM import_line WHERE (owner, import, recipient_key, reason) IN"
          + " (SELECT owner, import, recipient_key, reason FROM import_line"
          + " WHERE owner < ? LIMIT ?)";

  private final Database database;

  public SqlImportLines(Database database) {
    this.database = database;
  }

  @Override
  public CompletionStage<Map<Integer, Repeated>> note(
      SenderId sender, ImportId of, List<NotedLine> lines) {
    var copy = List.copyOf(lines);
    return database.write(
        Lane.ROWS,
        session -> {
          remember(session, sender, copy);
          return note(session, of, copy);
        });
  }

  private static void remember(Session session, SenderId sender, List<NotedLine> lines)
      throws SQLException {
    var remember = Query.of(session, PageInsert.UPSERT_PERSON);
    for (var line : lines) {
      remember
          .text(sender.value())
          .bytes(line.recipient().bytes())
          .text(line.email().toString())
          .more();
    }
    if (!lines.isEmpty()) {
      remember.updateAll();
    }
  }

  private static Map<Integer, Repeated> note(Session session, ImportId of, List<NotedLine> lines)
      throws SQLException {
    var repeated = new HashMap<Integer, Repeated>();
    for (var line : lines) {
      var isFirst = key(session, NOTE, of, line).number(line.line()).update() == 1;
      if (!isFirst) {
        var first = key(session, FIRST, of, line).first(row -> row.getInt(1)).orElseThrow();
        if (first != line.line()) {
          repeated.merge(
              line.line(),
              new Repeated(1, first),
              (a, b) -> new Repeated(a.reasons() + b.reasons(), b.earlierLine()));
        }
      }
    }
    return repeated;
  }

  private static Query key(Session session, String sql, ImportId of, NotedLine line)
      throws SQLException {
    return Query.of(session, sql)
        .number(of.owner().value())
        .number(of.number())
        .bytes(line.recipient().bytes())
        .number(SuppressionCode.of(line.reason()));
  }

  @Override
  public CompletionStage<Void> remember(
      SenderId sender, RecipientKey recipient, EmailAddress email) {
    return database
        .write(
            Lane.ROWS,
            session ->
                Query.of(session, PageInsert.UPSERT_PERSON)
                    .text(sender.value())
                    .bytes(recipient.bytes())
                    .text(email.toString())
                    .update())
        .thenAccept(stored -> {});
  }

  @Override
  public CompletionStage<Void> forget(ImportId over) {
    return database
        .write(
            Lane.ROWS,
            session ->
                Query.of(session, FORGET)
                    .number(over.owner().value())
                    .number(over.number())
                    .number(FORGOTTEN_AT_ONCE)
                    .update())
        .thenCompose(n -> n < FORGOTTEN_AT_ONCE ? done() : forget(over));
  }

  @Override
  public CompletionStage<Void> forgetDead(Incarnation living) {
    return database
        .write(
            Lane.ROWS,
            session ->
                Query.of(session, FORGET_DEAD)
                    .number(living.value())
                    .number(FORGOTTEN_AT_ONCE)
                    .update())
        .thenCompose(n -> n < FORGOTTEN_AT_ONCE ? done() : forgetDead(living));
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
