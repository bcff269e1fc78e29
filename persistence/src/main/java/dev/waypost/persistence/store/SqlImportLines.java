package dev.waypost.persistence.store;

import static dev.waypost.persistence.store.BulkSql.Kind.BYTES;
import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;

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

  private static final BulkSql NOTE =
      BulkSql.insert(
          "import_line(owner, import, recipient_key, reason, line)",
          "ON CONFLICT DO NOTHING",
          NUMBER,
          NUMBER,
          BYTES,
          NUMBER,
          NUMBER);

  /** Of lines that are not the first ones. */
  private static final BulkSql EARLIER =
      BulkSql.select(
          "SELECT {2} AS line, i.line AS earlier FROM {list} {join import_line i ON"
              + " i.owner = ? AND i.import = ? AND i.recipient_key = {0} AND i.reason = {1}"
              + " AND i.line <> {2}} ORDER BY {n}",
          BYTES, NUMBER, NUMBER);

  private static final SqlText FORGET = forget("owner = ? AND import = ?");

  private static final SqlText FORGET_DEAD = forget("owner < ?");

  private static SqlText forget(String which) {
    var some = " FROM import_line WHERE " + which + " LIMIT ?";
    var key = "owner, import, recipient_key, reason";
    return new SqlText(
        "DELETE FROM import_line WHERE (%s) IN (SELECT %s%s)".formatted(key, key, some),
        "DELETE FROM import_line WHERE ctid = ANY(ARRAY(SELECT ctid" + some + "))");
  }

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
    var persons = new PersonUpsert(sender);
    lines.forEach(line -> persons.add(line.recipient().bytes(), line.email().toString()));
    persons.store(session);
  }

  private static Map<Integer, Repeated> note(Session session, ImportId of, List<NotedLine> lines)
      throws SQLException {
    var repeated = new HashMap<Integer, Repeated>();
    var note = NOTE.in(session);
    var earlier = EARLIER.in(session);
    for (var line : lines) {
      var reason = SuppressionCode.of(line.reason());
      note.number(of.owner().value())
          .number(of.number())
          .bytes(line.recipient().bytes())
          .number(reason)
          .number(line.line())
          .more();
      earlier.bytes(line.recipient().bytes()).number(reason).number(line.line()).more();
    }
    if (note.updateAll() < lines.size()) {
      earlier
          .asked()
          .number(of.owner().value())
          .number(of.number())
          .each(
              row ->
                  repeated.merge(
                      row.getInt("line"),
                      new Repeated(1, row.getInt("earlier")),
                      (a, b) -> new Repeated(a.reasons() + b.reasons(), b.earlierLine())));
    }
    return repeated;
  }

  @Override
  public CompletionStage<Void> remember(
      SenderId sender, RecipientKey recipient, EmailAddress email) {
    return database
        .write(
            Lane.ROWS,
            session -> {
              var persons = new PersonUpsert(sender);
              persons.add(recipient.bytes(), email.toString());
              persons.store(session);
              return true;
            })
        .thenAccept(stored -> {});
  }

  @Override
  public CompletionStage<Void> forget(ImportId over) {
    return database
        .write(
            Lane.ROWS,
            session ->
                Query.of(session, FORGET.in(session))
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
                Query.of(session, FORGET_DEAD.in(session))
                    .number(living.value())
                    .number(FORGOTTEN_AT_ONCE)
                    .update())
        .thenCompose(n -> n < FORGOTTEN_AT_ONCE ? done() : forgetDead(living));
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }
}
