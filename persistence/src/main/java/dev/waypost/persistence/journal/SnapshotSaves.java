package dev.waypost.persistence.journal;

import dev.waypost.persistence.Database;
import dev.waypost.persistence.Gathering;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec.Encoded;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Snapshots of many entities on their way to the database, in common transactions. An entity has
 * one: a newer one takes the place of the older. Safe for many threads.
 */
final class SnapshotSaves {
  /** Newest numbers that are remembered, to answer requests to delete what is gone already. */
  private static final int SAVED_MAX = 10_000;

  private static final String ONE =
      "INSERT INTO snapshot(persistence_id, seq_nr, type, at, payload) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT(persistence_id) DO UPDATE SET seq_nr = excluded.seq_nr,"
          + " type = excluded.type, at = excluded.at, payload = excluded.payload"
          + " WHERE excluded.seq_nr >= snapshot.seq_nr";
  private static final String ALL_POSTGRES =
      "INSERT INTO snapshot(persistence_id, seq_nr, type, at, payload)"
          + " SELECT * FROM unnest(?::text[], ?::bigint[], ?::smallint[], ?::bigint[], ?::bytea[])"
          + " ON CONFLICT(persistence_id) DO UPDATE SET seq_nr = excluded.seq_nr,"
          + " type = excluded.type, at = excluded.at, payload = excluded.payload"
          + " WHERE excluded.seq_nr >= snapshot.seq_nr";

  private record Save(
      String persistenceId,
      long seqNr,
      long atMillis,
      Encoded encoded,
      CompletableFuture<Boolean> reply) {}

  private final Gathering<Save> gathering;
  private final JournalCounters counters;
  private final LinkedHashMap<String, Long> saved = new LinkedHashMap<>();

  SnapshotSaves(Database database, JournalSettings settings, JournalCounters counters) {
    this.counters = counters;
    this.gathering =
        new Gathering<>(
            settings.saves(),
            save -> save.encoded().bytes().length,
            work -> database.write(Lane.JOURNAL, work),
            SnapshotSaves::saveAll,
            new Told());
  }

  /** Fails as overloaded when too many wait, or as the database does; the events stand anyway. */
  CompletionStage<Boolean> save(String persistenceId, long seqNr, long atMillis, Encoded encoded) {
    var save = new Save(persistenceId, seqNr, atMillis, encoded, new CompletableFuture<>());
    if (!gathering.offer(save)) {
      counters.add(JournalCounter.SAVES_REFUSED, 1);
      save.reply().completeExceptionally(new Overloaded("snapshots"));
    }
    return save.reply();
  }

  /**
   * Whether a newer snapshot has taken the place of all up to this one, as far as is remembered.
   */
  boolean isGone(String persistenceId, long upTo) {
    synchronized (saved) {
      return saved.getOrDefault(persistenceId, 0L) > upTo;
    }
  }

  private void remember(Save save) {
    synchronized (saved) {
      saved.merge(save.persistenceId(), save.seqNr(), Math::max);
      if (saved.size() > SAVED_MAX) {
        saved.pollFirstEntry();
      }
    }
  }

  /** The newest of each entity, by key. */
  private static void saveAll(Session session, List<Save> saves) throws SQLException {
    var newest = new TreeMap<String, Save>();
    for (var save : saves) {
      newest.merge(save.persistenceId(), save, (a, b) -> b.seqNr() >= a.seqNr() ? b : a);
    }
    switch (session.dialect()) {
      case SQLITE -> upsertEach(session, newest.values());
      case POSTGRES -> upsertAll(session, newest.values());
    }
  }

  private static void upsertEach(Session session, Collection<Save> saves) throws SQLException {
    var upsert = session.prepare(ONE);
    for (var save : saves) {
      upsert.setString(1, save.persistenceId());
      upsert.setLong(2, save.seqNr());
      upsert.setInt(3, save.encoded().type().code());
      upsert.setLong(4, save.atMillis());
      upsert.setBytes(5, save.encoded().bytes());
      upsert.executeUpdate();
    }
  }

  private static void upsertAll(Session session, Collection<Save> saves) throws SQLException {
    var ids = new String[saves.size()];
    var numbers = new long[ids.length];
    var types = new short[ids.length];
    var times = new long[ids.length];
    var payloads = new byte[ids.length][];
    var i = 0;
    for (var save : saves) {
      ids[i] = save.persistenceId();
      numbers[i] = save.seqNr();
      types[i] = (short) save.encoded().type().code();
      times[i] = save.atMillis();
      payloads[i] = save.encoded().bytes();
      i++;
    }
    var upsert = session.prepare(ALL_POSTGRES);
    upsert.setObject(1, ids);
    upsert.setObject(2, numbers);
    upsert.setObject(3, types);
    upsert.setObject(4, times);
    upsert.setObject(5, payloads);
    upsert.executeUpdate();
  }

  private final class Told implements Gathering.Outcome<Save> {
    @Override
    public void done(List<Save> items) {
      counters.add(JournalCounter.SAVE_BATCHES, 1);
      counters.add(JournalCounter.SAVED, items.size());
      for (var save : items) {
        remember(save);
        save.reply().complete(true);
      }
    }

    @Override
    public void failed(List<Save> items, Throwable why) {
      counters.add(JournalCounter.SAVES_FAILED, items.size());
      items.forEach(save -> save.reply().completeExceptionally(why));
    }

    @Override
    public void halved() {
      counters.add(JournalCounter.SAVES_HALVED, 1);
    }
  }
}
