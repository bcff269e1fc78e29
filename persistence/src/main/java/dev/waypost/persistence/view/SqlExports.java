package dev.waypost.persistence.view;

import dev.waypost.engine.Engine;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.Exports;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.store.RowColumns;
import dev.waypost.persistence.store.SqlText;
import dev.waypost.persistence.store.SuppressionCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Exports from the view's tables, each slice in one transaction. */
public final class SqlExports implements Exports {
  /** More reasons no address can have. */
  private static final int REASONS = Suppression.Reason.values().length;

  private static final byte[] BEFORE_ALL = {};

  private static final SqlText SUPPRESSIONS =
      SqlText.of(
          "SELECT s.recipient_key, p.email, s.reason, s.since, s.campaign FROM suppression s"
              + " {join person p ON p.sender = s.sender AND p.recipient_key = s.recipient_key}"
              + " WHERE s.sender = ? AND s.recipient_key > ?"
              + " ORDER BY s.sender, s.recipient_key, s.reason LIMIT ?");

  private final ReadableDatabase database;
  private final News moves;
  private final Duration readersWait;

  /**
   * @param moves of the view
   */
  public SqlExports(ReadableDatabase database, News moves, ViewSettings settings) {
    this.database = database;
    this.moves = moves;
    this.readersWait = settings.readersWait();
  }

  @Override
  public CompletionStage<Void> current() {
    return database
        .read(
            session ->
                Query.of(session, "SELECT max(ordering) FROM journal")
                    .first(row -> row.getLong(1))
                    .orElse(0L))
        .thenCompose(this::reach);
  }

  private CompletionStage<Void> reach(long ordering) {
    var reached = new CompletableFuture<Void>();
    reach(ordering, reached);
    return reached
        .orTimeout(readersWait.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedStage(
                    failure instanceof TimeoutException
                        ? new Engine.Unavailable(
                            "the view is more than " + readersWait + " behind: try again later")
                        : failure));
  }

  /** Looks whenever the view has moved, until it is there or nobody waits any more. */
  private void reach(long ordering, CompletableFuture<Void> reached) {
    if (reached.isDone()) {
      return;
    }
    var next = moves.next(); // before looking, so that no move is missed
    var unused =
        database
            .read(session -> Tables.shown(session).offset().ordering())
            .whenComplete(
                (offset, failure) -> {
                  if (failure != null) {
                    reached.completeExceptionally(failure);
                  } else if (offset >= ordering) {
                    reached.complete(null);
                  } else {
                    next.thenRun(() -> reach(ordering, reached));
                  }
                });
  }

  @Override
  public CompletionStage<MailingSlice> mailings(
      CampaignId campaign, Set<MailingState> states, Place after, int limit, Columns columns) {
    return database.read(
        session ->
            new MailingWalk(Tables.shown(session), states, columns, limit).slice(campaign, after));
  }

  @Override
  public CompletionStage<SuppressionSlice> suppressions(
      SenderId sender, Optional<RecipientKey> after, int limit) {
    return database.read(session -> suppressions(Tables.shown(session), sender, after, limit));
  }

  private static SuppressionSlice suppressions(
      Tables tables, SenderId sender, Optional<RecipientKey> after, int limit) throws SQLException {
    var found = new LinkedHashMap<RecipientKey, SuppressedAddress>();
    tables
        .query(SUPPRESSIONS)
        .text(sender.value())
        .bytes(after.map(RecipientKey::bytes).orElse(BEFORE_ALL))
        .number((limit + 1L) * REASONS)
        .each(row -> found.merge(key(row), address(row), SqlExports::joined));
    var isMore = found.size() > limit;
    var addresses = found.values().stream().limit(limit).toList();
    return new SuppressionSlice(
        addresses,
        isMore ? found.keySet().stream().skip(limit - 1L).findFirst() : Optional.empty());
  }

  private static RecipientKey key(ResultSet row) throws SQLException {
    return RecipientKey.of(row.getBytes("recipient_key"));
  }

  private static SuppressedAddress address(ResultSet row) throws SQLException {
    return new SuppressedAddress(
        RowColumns.address(row.getString("email")),
        List.of(
            new Suppression(
                SuppressionCode.reason(row.getInt("reason")),
                Query.time(row, "since"),
                Query.text(row, "campaign"))));
  }

  private static SuppressedAddress joined(SuppressedAddress before, SuppressedAddress more) {
    var entries = new ArrayList<>(before.entries());
    entries.addAll(more.entries());
    return new SuppressedAddress(before.email(), entries);
  }
}
