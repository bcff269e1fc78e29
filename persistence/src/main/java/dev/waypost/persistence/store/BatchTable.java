package dev.waypost.persistence.store;

import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.TestPlan;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Batches and the numbers that rows know them by. */
final class BatchTable {
  /** What a stored batch looks like; whoever selects it adds the condition. */
  static final String SELECT =
      "SELECT b.no, b.batch, b.sender, (SELECT c.name FROM campaign c"
          + " WHERE c.no = b.campaign_no) AS campaign, b.campaign_no, b.state, b.owner,"
          + " b.idempotency_key, b.digest, b.pages, b.rows, b.rejected, b.duplicates, b.created_at"
          + " FROM batch b ";

  private static final String REQUIRE = SELECT + "WHERE b.batch = ? AND b.sender = ?";

  static final int RECEIVING = 0;
  static final int SEALING = 1;
  static final int STORED = 2;
  static final int ABANDONED = 3;

  /** The owner of a batch whose submitter is gone. */
  static final long NOBODY = 0;

  private BatchTable() {}

  /** A batch with its numbers. */
  record Numbered(long no, long campaignNo, Batch batch) {
    /** Whether rows may still come. */
    boolean isReceived() {
      return batch.state() == Batch.State.RECEIVING && batch.owner().isPresent();
    }

    IllegalStateException cannot(String what) {
      return new IllegalStateException(
          "batch " + batch.id() + " is " + batch.state() + ": it cannot " + what);
    }
  }

  static Numbered require(Session session, SenderId sender, BatchId batch) throws SQLException {
    return require(Query.of(session, REQUIRE), sender, batch);
  }

  /**
   * The same for whoever is going to change the batch: on a database with several writers nobody
   * else changes it until the transaction ends.
   */
  static Numbered hold(Session session, SenderId sender, BatchId batch) throws SQLException {
    var text =
        switch (session.dialect()) {
          case SQLITE -> REQUIRE;
          case POSTGRES -> REQUIRE + " FOR UPDATE OF b";
        };
    return require(Query.of(session, text), sender, batch);
  }

  private static Numbered require(Query query, SenderId sender, BatchId batch) throws SQLException {
    return query
        .text(batch.value())
        .text(sender.value())
        .first(BatchTable::read)
        .orElseThrow(() -> new IllegalStateException("there is no batch " + batch));
  }

  /** The campaign's number, a new one when it has none yet. */
  static long campaignNo(Session session, CampaignId campaign) throws SQLException {
    Query.of(session, "INSERT INTO campaign(sender, name) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .text(campaign.sender().value())
        .text(campaign.name())
        .update();
    return Query.of(session, "SELECT no FROM campaign WHERE sender = ? AND name = ?")
        .text(campaign.sender().value())
        .text(campaign.name())
        .first(row -> row.getLong(1))
        .orElseThrow(() -> new IllegalStateException("a campaign has no number: " + campaign));
  }

  static void setState(Session session, long batchNo, int state) throws SQLException {
    Query.of(session, "UPDATE batch SET state = ? WHERE no = ?")
        .number(state)
        .number(batchNo)
        .update();
  }

  /** Makes a new batch one of test mailings. */
  static void setTest(Session session, BatchId batch, TestPlan plan) throws SQLException {
    Query.of(session, "UPDATE batch SET test_content = ?, test_in_doubt = ? WHERE batch = ?")
        .number(plan.content().value())
        .number(plan.whenInDoubt().ordinal())
        .text(batch.value())
        .update();
  }

  static Optional<TestPlan> test(Session session, long batchNo) throws SQLException {
    return Query.of(
            session,
            "SELECT test_content, test_in_doubt FROM batch"
                + " WHERE no = ? AND test_content IS NOT NULL")
        .number(batchNo)
        .first(
            row ->
                new TestPlan(new LinkTableId(row.getLong(1)), WhenInDoubt.values()[row.getInt(2)]));
  }

  static Numbered read(ResultSet row) throws SQLException {
    return new Numbered(
        row.getLong("no"),
        row.getLong("campaign_no"),
        new Batch(
            new BatchId(row.getString("batch")),
            new CampaignId(new SenderId(row.getString("sender")), row.getString("campaign")),
            state(row.getInt("state")),
            owner(row.getLong("owner")),
            Query.text(row, "idempotency_key"),
            Query.text(row, "digest"),
            row.getInt("pages"),
            row.getInt("rows"),
            row.getInt("rejected"),
            row.getInt("duplicates"),
            Query.time(row, "created_at")));
  }

  private static Optional<Incarnation> owner(long number) {
    return number == NOBODY ? Optional.empty() : Optional.of(new Incarnation(number));
  }

  private static Batch.State state(int code) {
    return switch (code) {
      case RECEIVING -> Batch.State.RECEIVING;
      case SEALING -> Batch.State.SEALING;
      case STORED -> Batch.State.STORED;
      case ABANDONED -> Batch.State.ABANDONED;
      default -> throw new IllegalStateException("a batch has state 0..3, got " + code);
    };
  }
}
