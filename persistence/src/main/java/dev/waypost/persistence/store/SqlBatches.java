package dev.waypost.persistence.store;

import static dev.waypost.persistence.store.BatchTable.ABANDONED;
import static dev.waypost.persistence.store.BatchTable.NOBODY;
import static dev.waypost.persistence.store.BatchTable.RECEIVING;
import static dev.waypost.persistence.store.BatchTable.SEALING;
import static dev.waypost.persistence.store.BatchTable.SELECT;
import static dev.waypost.persistence.store.BatchTable.STORED;
import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.Batches;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.StoredRow;
import dev.waypost.engine.roster.TestPlan;
import dev.waypost.persistence.Database;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.BatchTable.Numbered;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Batches in tables. A call that a batch's state does not allow fails with {@link
 * IllegalStateException}: the intake is over, or its caller has lost count.
 *
 * <p>The rows of a batch that is abandoned or left count nowhere from that moment; they are deleted
 * a page at a time behind the call, so that no transaction and no answer grows with a batch.
 * Queries say {@code state <> 2} for the sake of the index that has no stored batches.
 */
public final class SqlBatches implements Batches {
  private static final BulkSql INSERT_FAULT =
      BulkSql.insert(
          "batch_fault(batch_no, line, code, id, detail)",
          "ON CONFLICT DO NOTHING",
          NUMBER,
          NUMBER,
          TEXT,
          TEXT,
          TEXT);

  /** Pages of the same list follow, and the next list may be as well-known. */
  private static final int PERSONS_ASKED = 100;

  private final Database database;
  private final Sweep sweep;
  private final FreeKeys persons;
  private final FreeKeys claims;

  public SqlBatches(Database database) {
    this.database = database;
    this.sweep = new Sweep(database);
    this.persons = new FreeKeys(database, PERSONS_ASKED);
    this.claims = new FreeKeys(database, 0); // a batch knows for itself that it has met claims
  }

  @Override
  public CompletionStage<Opening> open(
      BatchId batch,
      CampaignId campaign,
      Optional<String> idempotencyKey,
      Incarnation owner,
      Instant now) {
    var intake = new NewBatch(batch, campaign, Optional.empty(), idempotencyKey, owner, now);
    return open(intake);
  }

  @Override
  public CompletionStage<Opening> openTest(
      BatchId batch,
      CampaignId campaign,
      TestPlan plan,
      Optional<String> idempotencyKey,
      Incarnation owner,
      Instant now) {
    return open(new NewBatch(batch, campaign, Optional.of(plan), idempotencyKey, owner, now));
  }

  private record NewBatch(
      BatchId id,
      CampaignId campaign,
      Optional<TestPlan> test,
      Optional<String> key,
      Incarnation owner,
      Instant now) {
    NewBatch {
      if (id.isTest() != test.isPresent()) {
        throw new IllegalArgumentException("batches of tests, and no others, have ids of tests");
      }
    }
  }

  private CompletionStage<Opening> open(NewBatch intake) {
    return database
        .write(Lane.ROWS, session -> open(session, intake))
        .thenApply(
            opened -> {
              if (opened.left() == Left.ROWS) {
                sweepBehind();
              }
              return opened.opening();
            });
  }

  /** What an opening leaves behind: the rows of a batch that it has put an end to. */
  private enum Left {
    NOTHING,
    ROWS
  }

  private record Opened(Opening opening, Left left) {}

  private static Opened open(Session session, NewBatch intake) throws SQLException {
    var sender = intake.campaign().sender();
    var key = intake.key();
    var repeated = byId(session, sender, intake.id());
    if (repeated.isPresent()) {
      return new Opened(new Opening.Begun(repeated.get().batch()), Left.NOTHING);
    }
    var campaignNo = BatchTable.campaignNo(session, intake.campaign());
    var known =
        key.isPresent() ? byKey(session, campaignNo, key.get()) : Optional.<Numbered>empty();
    if (known.isPresent()) {
      if (!isDead(known.get().batch(), intake.owner())) {
        return new Opened(new Opening.Known(known.get().batch()), Left.NOTHING);
      }
      BatchTable.setState(session, known.get().no(), ABANDONED);
    }
    var left = known.isPresent() ? Left.ROWS : Left.NOTHING;
    if (!insert(session, campaignNo, intake)) {
      return new Opened(faster(session, campaignNo, intake), left);
    }
    var begun = BatchTable.require(session, sender, intake.id()).batch();
    return new Opened(new Opening.Begun(begun), left);
  }

  /** Another node had the same id or key at the same moment, and was faster. */
  private static Opening faster(Session session, long campaignNo, NewBatch intake)
      throws SQLException {
    var sameId = byId(session, intake.campaign().sender(), intake.id());
    if (sameId.isPresent()) {
      return new Opening.Begun(sameId.get().batch());
    }
    var holder =
        intake.key().isPresent()
            ? byKey(session, campaignNo, intake.key().get())
            : Optional.<Numbered>empty();
    return new Opening.Known(
        holder
            .orElseThrow(() -> new IllegalStateException("batch id " + intake.id() + " is taken"))
            .batch());
  }

  /** One engine node writes here, so whoever is not the living incarnation is dead. */
  private static boolean isDead(Batch batch, Incarnation living) {
    return batch.state() == Batch.State.RECEIVING && !batch.owner().equals(Optional.of(living));
  }

  private static Optional<Numbered> byId(Session session, SenderId sender, BatchId batch)
      throws SQLException {
    return Query.of(session, SELECT + "WHERE b.batch = ? AND b.sender = ?")
        .text(batch.value())
        .text(sender.value())
        .first(BatchTable::read);
  }

  private static Optional<Numbered> byKey(Session session, long campaignNo, String key)
      throws SQLException {
    return Query.of(
            session, SELECT + "WHERE b.campaign_no = ? AND b.idempotency_key = ? AND b.state <> 3")
        .number(campaignNo)
        .text(key)
        .first(BatchTable::read);
  }

  private static boolean insert(Session session, long campaignNo, NewBatch intake)
      throws SQLException {
    var isNew =
        Query.of(
                    session,
                    "INSERT INTO batch(batch, sender, campaign_no, state, owner, idempotency_key,"
                        + " pages, rows, rejected, duplicates, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?) ON CONFLICT DO NOTHING")
                .text(intake.id().value())
                .text(intake.campaign().sender().value())
                .number(campaignNo)
                .number(RECEIVING)
                .number(intake.owner().value())
                .text(intake.key())
                .time(intake.now())
                .update()
            == 1;
    if (isNew && intake.test().isPresent()) {
      BatchTable.setTest(session, intake.id(), intake.test().get());
    }
    return isNew;
  }

  @Override
  public CompletionStage<Void> addPages(PageId first, List<List<StoredRow>> pages) {
    var prepared = PagesInsert.prepare(first, pages);
    return persons.write(mode -> session -> prepared.store(session, mode));
  }

  @Override
  public CompletionStage<Void> addFaults(SenderId sender, BatchId batch, List<RowFault> faults) {
    var copy = List.copyOf(faults);
    return write(session -> addFaults(session, sender, batch, copy));
  }

  private static void addFaults(
      Session session, SenderId sender, BatchId batch, List<RowFault> faults) throws SQLException {
    var it = BatchTable.hold(session, sender, batch);
    if (!it.isReceived()) {
      throw it.cannot("take faults");
    }
    if (faults.isEmpty()) {
      return;
    }
    var insert = INSERT_FAULT.in(session);
    for (var fault : faults) {
      insert
          .number(it.no())
          .number(fault.line())
          .text(fault.code())
          .text(fault.id().map(SqlBatches::storable))
          .text(storable(fault.detail()))
          .more();
    }
    Query.of(session, "UPDATE batch SET rejected = rejected + ? WHERE no = ?")
        .number(insert.updateAll())
        .number(it.no())
        .update();
  }

  /** What is wrong with a row may be the very character that PostgreSQL does not store. */
  private static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }

  @Override
  public CompletionStage<Void> complete(SenderId sender, BatchId batch, String digest, int pages) {
    return write(session -> complete(session, sender, batch, digest, pages));
  }

  private static void complete(
      Session session, SenderId sender, BatchId batch, String digest, int pages)
      throws SQLException {
    var it = BatchTable.hold(session, sender, batch);
    var isRepeated =
        it.batch().digest().filter(digest::equals).isPresent() && it.batch().pages() == pages;
    switch (it.batch().state()) {
      case RECEIVING -> {
        if (!it.isReceived()) {
          throw it.cannot("be completed, for it was left");
        }
        if (it.batch().pages() != pages) {
          throw it.cannot("end with " + pages + " pages, it has " + it.batch().pages());
        }
        Query.of(session, "UPDATE batch SET state = ?, digest = ? WHERE no = ?")
            .number(SEALING)
            .text(digest)
            .number(it.no())
            .update();
      }
      case SEALING, STORED -> {
        if (!isRepeated) {
          throw it.cannot("be completed with other content");
        }
      }
      case ABANDONED -> throw it.cannot("be completed");
    }
  }

  @Override
  public CompletionStage<Void> sealPages(PageId first, int count) {
    return claims.write(mode -> session -> Sealing.seal(session, first, count, mode));
  }

  @Override
  public CompletionStage<Void> store(SenderId sender, BatchId batch) {
    return write(session -> store(session, BatchTable.hold(session, sender, batch)));
  }

  private static void store(Session session, Numbered it) throws SQLException {
    switch (it.batch().state()) {
      case STORED -> {}
      case SEALING -> {
        if (Sealing.sealedPages(session, it.no()) != it.batch().pages()) {
          throw it.cannot("be stored before all of its pages are sealed");
        }
        BatchTable.setState(session, it.no(), STORED);
      }
      case RECEIVING, ABANDONED -> throw it.cannot("be stored");
    }
  }

  @Override
  public CompletionStage<Void> abandon(SenderId sender, BatchId batch) {
    return write(session -> abandon(session, BatchTable.hold(session, sender, batch)))
        .thenAccept(abandoned -> sweepBehind());
  }

  /** Nobody waits; what it leaves, the next one takes. */
  private void sweepBehind() {
    var unused = sweep.run();
  }

  @Override
  public CompletionStage<Void> sweep() {
    return sweep.run();
  }

  @Override
  public CompletionStage<Void> forgetFaults(Instant before) {
    return sweep.forgetFaults(before);
  }

  @Override
  public CompletionStage<Void> leave(SenderId sender, BatchId batch) {
    return write(
            session ->
                Query.of(
                        session,
                        "UPDATE batch SET owner = ? WHERE batch = ? AND sender = ? AND state = ?")
                    .number(NOBODY)
                    .text(batch.value())
                    .text(sender.value())
                    .number(RECEIVING)
                    .update())
        .thenAccept(left -> sweepBehind());
  }

  private static void abandon(Session session, Numbered it) throws SQLException {
    switch (it.batch().state()) {
      case RECEIVING, SEALING -> BatchTable.setState(session, it.no(), ABANDONED);
      case ABANDONED -> {}
      case STORED -> throw it.cannot("be abandoned");
    }
  }

  @Override
  public CompletionStage<List<Batch>> receiving(Incarnation owner, int limit) {
    return database.read(
        session ->
            Query.of(
                    session,
                    SELECT
                        + "WHERE b.state <> 2 AND b.state = 0 AND b.owner = ?"
                        + " ORDER BY b.no LIMIT ?")
                .number(owner.value())
                .number(limit)
                .list(row -> BatchTable.read(row).batch()));
  }

  @Override
  public CompletionStage<Integer> abandonStale(Incarnation living, Instant before) {
    return database.write(Lane.ROWS, session -> abandonStale(session, living, before));
  }

  private static int abandonStale(Session session, Incarnation living, Instant before)
      throws SQLException {
    Query.of(session, "UPDATE batch SET owner = ? WHERE state <> 2 AND state = 0 AND owner <> ?")
        .number(NOBODY)
        .number(living.value())
        .update();
    return Query.of(
            session,
            "UPDATE batch SET state = 3"
                + " WHERE state <> 2 AND state = 0 AND owner = ? AND created_at < ?")
        .number(NOBODY)
        .time(before)
        .update();
  }

  @Override
  public CompletionStage<Optional<Batch>> find(SenderId sender, BatchId batch) {
    return database.read(session -> byId(session, sender, batch).map(Numbered::batch));
  }

  /** The index on the campaign has the numbers in order; one more than wanted tells of more. */
  @Override
  public CompletionStage<Slice> ofCampaign(CampaignId campaign, Optional<Place> after, int limit) {
    return database
        .read(
            session ->
                Query.of(
                        session,
                        SELECT
                            + "WHERE b.campaign_no = (SELECT no FROM campaign WHERE sender = ?"
                            + " AND name = ?) AND b.no > ? AND b.test_content IS NULL"
                            + " ORDER BY b.no LIMIT ?")
                    .text(campaign.sender().value())
                    .text(campaign.name())
                    .number(after.map(Place::number).orElse(0L))
                    .number(limit + 1L)
                    .list(BatchTable::read))
        .thenApply(found -> slice(found, limit));
  }

  private static Slice slice(List<Numbered> found, int limit) {
    var shown = found.subList(0, Math.min(limit, found.size()));
    return new Slice(
        shown.stream().map(Numbered::batch).toList(),
        found.size() > limit ? Optional.of(new Place(shown.getLast().no())) : Optional.empty());
  }

  @Override
  public CompletionStage<List<Batch>> sealing(int limit) {
    return database.read(
        session ->
            Query.of(session, SELECT + "WHERE b.state <> 2 AND b.state = 1 ORDER BY b.no LIMIT ?")
                .number(limit)
                .list(row -> BatchTable.read(row).batch()));
  }

  @Override
  public CompletionStage<List<RowFault>> faults(
      SenderId sender, BatchId batch, int afterLine, int limit) {
    return database.read(
        session ->
            Query.of(
                    session,
                    "SELECT f.line, f.code, f.id, f.detail"
                        + " FROM batch_fault f WHERE f.batch_no ="
                        + " (SELECT no FROM batch WHERE batch = ? AND sender = ?) AND f.line > ?"
                        + " ORDER BY f.line LIMIT ?")
                .text(batch.value())
                .text(sender.value())
                .number(afterLine)
                .number(limit)
                .list(
                    row ->
                        new RowFault(
                            row.getInt("line"),
                            row.getString("code"),
                            Query.text(row, "id"),
                            row.getString("detail"))));
  }

  /** A piece of work that ends in nothing but its effect. */
  @FunctionalInterface
  private interface Effect {
    void run(Session session) throws SQLException;
  }

  private CompletionStage<Void> write(Effect effect) {
    return database
        .write(
            Lane.ROWS,
            session -> {
              effect.run(session);
              return true;
            })
        .thenAccept(written -> {});
  }
}
