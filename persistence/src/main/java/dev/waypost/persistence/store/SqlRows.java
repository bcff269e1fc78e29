package dev.waypost.persistence.store;

import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.Batch;
import dev.waypost.engine.roster.PageRows;
import dev.waypost.engine.roster.RowIndex;
import dev.waypost.engine.roster.RowRef;
import dev.waypost.engine.roster.RowTrace;
import dev.waypost.engine.send.MailRow;
import dev.waypost.engine.send.Rows;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.BatchTable.Numbered;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Rows for those who drive them, mail them, or look for them. */
public final class SqlRows implements PageRows, Rows, RowIndex {
  /** How far back it is looked for a row with the same address: that many of the address's rows. */
  private static final int LOOK_BACK = 100;

  /** What comes before a row with its address. All that it reads stands in the index. */
  private static final String BEFORE =
      "SELECT o.batch_no, o.page, o.line FROM row o WHERE o.recipient_key = r.recipient_key"
          + " AND (o.batch_no, o.page, o.line) < (r.batch_no, r.page, r.line)"
          + " ORDER BY o.batch_no DESC, o.page DESC, o.line DESC LIMIT "
          + LOOK_BACK;

  /** Whether an earlier row that will be driven, as its page is sealed, has the row's address. */
  private static final String IS_SECOND =
      "EXISTS (SELECT 1 FROM ("
          + BEFORE
          + ") e {join batch b ON b.no = e.batch_no AND b.campaign_no = ? AND b.state IN (1, 2)"
          + " AND b.test_content IS NULL}"
          + " {join page p ON p.batch_no = e.batch_no AND p.page = e.page AND p.sealed = 1}"
          + " {join row f ON f.batch_no = e.batch_no AND f.page = e.page AND f.line = e.line}"
          + " WHERE f.claim = 0)";

  private static final SqlText OF_PAGE =
      SqlText.of(
          "SELECT r.position, r.line, r.recipient_key, r.row_key, r.claim, CASE WHEN r.claim = 0"
              + " AND "
              + IS_SECOND
              + " THEN 1 ELSE 0 END AS second FROM row r WHERE r.batch_no = ? AND r.page = ? ORDER"
              + " BY r.position");

  private static final String OF_ORIGIN =
      "SELECT r.recipient_key, r.row_key"
          + " FROM row r WHERE r.batch_no ="
          + " (SELECT no FROM batch WHERE batch = ? AND sender = ? AND state <> 3)"
          + " AND r.page = ? AND r.line = ?";

  private static final SqlText BY_ID =
      SqlText.of(
          "SELECT b.batch, k.page, k.line FROM row_key k {join batch b ON b.no = k.batch_no}"
              + " WHERE k.campaign_no = (SELECT no FROM campaign WHERE sender = ? AND name = ?)"
              + " AND k.row_key = ? AND b.state = 2");

  private static final SqlText BY_RECIPIENT =
      SqlText.of(
          "SELECT b.batch, r.page, r.line FROM row r {join batch b ON b.no = r.batch_no}"
              + " WHERE r.recipient_key = ? AND b.campaign_no ="
              + " (SELECT no FROM campaign WHERE sender = ? AND name = ?)"
              + " AND b.state = 2 AND b.test_content IS NULL"
              + " ORDER BY b.created_at, b.no, r.page, r.line");

  private final ReadableDatabase database;
  private final RowLookups lookups;

  public SqlRows(ReadableDatabase database) {
    this.database = database;
    this.lookups = new RowLookups(database);
  }

  @Override
  public CompletionStage<PageContent> load(PageId page) {
    return database.read(
        session -> {
          var it = BatchTable.require(session, page.sender(), page.batch());
          return new PageContent(
              it.batch().campaign(),
              counts(it.batch()) ? refs(session, it, page) : List.of(),
              BatchTable.test(session, it.no()));
        });
  }

  /**
   * A batch that is being sealed counts as soon as its campaign has it, which may be a moment
   * before it is marked as stored. Before that nobody drives its pages.
   */
  private static boolean counts(Batch batch) {
    return switch (batch.state()) {
      case SEALING, STORED -> true;
      case RECEIVING, ABANDONED -> false;
    };
  }

  private static List<RowRef> refs(Session session, Numbered it, PageId page) throws SQLException {
    return Query.of(session, OF_PAGE.in(session))
        .number(it.campaignNo())
        .number(it.no())
        .number(page.number())
        .list(SqlRows::ref);
  }

  @Override
  public CompletionStage<Optional<MailRow>> find(SenderId sender, Origin origin) {
    return lookups.find(sender, origin);
  }

  @Override
  public CompletionStage<Optional<RowTrace>> trace(SenderId sender, Origin origin) {
    return database.read(
        session ->
            of(session, OF_ORIGIN, sender, origin).first(row -> RowColumns.trace(origin, row)));
  }

  @Override
  public CompletionStage<Boolean> isArchived(CampaignId campaign) {
    return database.read(
        session ->
            Query.of(
                    session,
                    "SELECT 1 FROM campaign WHERE sender = ? AND name = ?"
                        + " AND archived_at IS NOT NULL")
                .text(campaign.sender().value())
                .text(campaign.name())
                .first(row -> true)
                .isPresent());
  }

  private static Query of(Session session, String sql, SenderId sender, Origin origin)
      throws SQLException {
    return Query.of(session, sql)
        .text(origin.batch().value())
        .text(sender.value())
        .number(origin.page())
        .number(origin.line());
  }

  @Override
  public CompletionStage<Optional<Origin>> byId(CampaignId campaign, RowKey row) {
    return database.read(
        session ->
            Query.of(session, BY_ID.in(session))
                .text(campaign.sender().value())
                .text(campaign.name())
                .bytes(row.bytes())
                .first(SqlRows::origin));
  }

  @Override
  public CompletionStage<List<Origin>> byRecipient(CampaignId campaign, RecipientKey recipient) {
    return database.read(
        session ->
            Query.of(session, BY_RECIPIENT.in(session))
                .bytes(recipient.bytes())
                .text(campaign.sender().value())
                .text(campaign.name())
                .list(SqlRows::origin));
  }

  private static RowRef ref(ResultSet row) throws SQLException {
    return new RowRef(
        row.getInt("position"),
        row.getInt("line"),
        RecipientKey.of(row.getBytes("recipient_key")),
        RowKey.of(row.getBytes("row_key")),
        claim(row));
  }

  private static MailingOrder.Claim claim(ResultSet row) throws SQLException {
    if (row.getInt("claim") != 0) {
      return MailingOrder.Claim.LOST;
    }
    return row.getInt("second") != 0 ? MailingOrder.Claim.SECOND : MailingOrder.Claim.OWNED;
  }

  private static Origin origin(ResultSet row) throws SQLException {
    return new Origin(new BatchId(row.getString("batch")), row.getInt("page"), row.getInt("line"));
  }
}
