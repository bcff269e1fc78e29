package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;
import static dev.waypost.persistence.store.SampleRows.SENDER;
import static dev.waypost.persistence.store.SampleRows.page;
import static dev.waypost.persistence.store.SampleRows.row;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.store.SqlBatches;
import dev.waypost.persistence.store.SqlRows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node that holds its database open all the time, the people in it, and a command beside it. */
final class People implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final int MANY = 1_300;

  private final TestDatabase node;
  private final BesideDatabase beside;

  People(Dialect dialect, Path folder) {
    node = TestDatabase.open(dialect, folder);
    await(
        node.database()
            .write(
                session ->
                    Query.of(session, "INSERT INTO sender(sender, salt) VALUES (?, ?)")
                        .text(SENDER.value())
                        .bytes(new byte[Pseudonyms.SALT_BYTES_MIN])
                        .update()));
    beside = TestDatabase.beside(dialect, folder, TestDatabase.SETTINGS);
  }

  Database node() {
    return node.database();
  }

  BesideDatabase beside() {
    return beside;
  }

  @Override
  public void close() {
    beside.close();
    node.close();
  }

  void store(BatchId batch, CampaignId campaign, List<StoredRow> rows, RowFault... faults) {
    var batches = new SqlBatches(node());
    await(batches.open(batch, campaign, Optional.empty(), new Incarnation(1), NOW));
    var pages = (rows.size() + 499) / 500;
    for (var n = 0; n < pages; n++) {
      var some = rows.subList(n * 500, Math.min(rows.size(), n * 500 + 500));
      await(batches.addPage(page(batch, n), some));
    }
    await(batches.addFaults(SENDER, batch, List.of(faults)));
    await(batches.complete(SENDER, batch, "digest", pages));
    for (var n = 0; n < pages; n++) {
      await(batches.sealPage(page(batch, n)));
    }
    await(batches.store(SENDER, batch));
  }

  static List<StoredRow> many(CampaignId campaign) {
    var rows = new ArrayList<StoredRow>();
    for (var i = 0; i < MANY; i++) {
      rows.add(row(campaign, i % 500, i + 1, "c-" + i, "Person" + i + "@example.com"));
    }
    return rows;
  }

  static List<String> words(int i) {
    return List.of(
        "Person" + i + "@", "person" + i + "@", "Name of c-" + i + "\"", "\"c-" + i + "\"");
  }

  Optional<String> name(BatchId batch, int line) {
    var origin = new Origin(batch, (line - 1) / 500, line);
    return await(new SqlRows(node()).find(SENDER, origin)).flatMap(row -> row.name());
  }

  long count(String sql) {
    return await(node().read(s -> Query.of(s, sql).first(row -> row.getLong(1)).orElseThrow()));
  }
}
