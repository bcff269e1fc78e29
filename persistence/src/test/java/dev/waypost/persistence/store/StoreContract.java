package dev.waypost.persistence.store;

import static dev.waypost.persistence.Stages.await;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

abstract class StoreContract implements BatchesContract, AlarmsContract {
  private final Dialect dialect;

  @TempDir Path folder;
  private TestDatabase database;

  StoreContract(Dialect dialect) {
    this.dialect = dialect;
  }

  @BeforeEach
  void open() {
    database = TestDatabase.open(dialect, folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Override
  public Store store() {
    var rows = new SqlRows(database.database());
    return new Store(new SqlBatches(database.database()), rows, rows, rows);
  }

  @Override
  public long persons() {
    return await(
        database
            .database()
            .read(
                session ->
                    Query.of(session, "SELECT count(*) FROM person")
                        .first(row -> row.getLong(1))
                        .orElseThrow()));
  }

  @Override
  public Optional<String> spelling(RecipientKey recipient) {
    return await(
        database
            .database()
            .read(
                session ->
                    Query.of(session, "SELECT email FROM person WHERE recipient_key = ?")
                        .bytes(recipient.bytes())
                        .first(row -> row.getString(1))));
  }

  @Override
  public SqlAlarms alarms() {
    return new SqlAlarms(database.database());
  }

  @Override
  public void set(String persistenceId, int slice, long dueAt) {
    await(
        database
            .database()
            .write(
                session ->
                    Query.of(
                            session,
                            "INSERT INTO alarm(persistence_id, slice, due_at) VALUES (?, ?, ?)")
                        .text(persistenceId)
                        .number(slice)
                        .number(dueAt)
                        .update()));
  }
}
