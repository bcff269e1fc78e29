package dev.waypost.persistence.upkeep;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.WritableDatabase;
import dev.waypost.persistence.store.SqlText;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Forgets persons. Rows stay, without a word of whom they are for, so that pages, figures, audit
 * and exports go on counting them; what is left names nobody but by keyed hashes. A mail that still
 * waits cannot be made any more and fails. Suppressions are such hashes, too, and hold on.
 *
 * <p>A row loses its words in the transaction that takes them out of the list of faulty lines, so
 * whatever is killed half way is found again by the next run.
 */
public final class Erasure {
  private static final int ROWS_AT_ONCE = 500;
  private static final int FAULTS_AT_ONCE = 5_000;

  private static final String SENDERS = "SELECT sender, salt FROM sender ORDER BY sender";

  private static final String ROWS_OF =
      "SELECT batch_no, page, line, id, email FROM row WHERE recipient_key = ? AND email <> ''"
          + " ORDER BY batch_no, page, line LIMIT ?";

  private static final String BLANK =
      "UPDATE row SET id = NULL, email = '', name = NULL, data = NULL, metadata = NULL"
          + " WHERE batch_no = ? AND page = ? AND line = ?";

  private static final SqlText FORGET_ID = forget("lower(f.id) = ? AND f.id = ?");

  private static final SqlText FORGET_ADDRESS = forget("lower(f.id) = ?");

  private static SqlText forget(String which) {
    var faults =
        SqlText.of(
            " FROM batch_fault f {join batch b ON b.no = f.batch_no} WHERE f.id IS NOT NULL AND "
                + which
                + " AND b.sender = ? LIMIT ?");
    var forget = "UPDATE batch_fault SET id = NULL WHERE ";
    return new SqlText(
        forget + "(batch_no, line) IN (SELECT f.batch_no, f.line" + faults.sqlite() + ")",
        forget + "ctid = ANY(ARRAY(SELECT f.ctid" + faults.postgres() + "))");
  }

  private static final String SPELLING =
      "SELECT email FROM person WHERE sender = ? AND recipient_key = ?";

  private static final String FORGET_PERSON =
      "DELETE FROM person WHERE sender = ? AND recipient_key = ?";

  private static final String COUNT_ROWS =
      "SELECT count(*) FROM row WHERE recipient_key = ? AND email <> ''";

  private static final String RECEIVING =
      "SELECT count(*) FROM batch WHERE state <> 2 AND state = 0 AND owner <> 0";

  /**
   * What there was of somebody.
   *
   * @param rows that said who it is
   * @param faults faulty lines whose id named them
   * @param addresses under which senders knew them: 0 or 1 for each sender
   */
  public record Traces(long rows, long faults, long addresses) {
    public static final Traces NONE = new Traces(0, 0, 0);

    public boolean isNone() {
      return equals(NONE);
    }

    public Traces plus(Traces other) {
      return new Traces(rows + other.rows, faults + other.faults, addresses + other.addresses);
    }
  }

  /** An address under one sender. */
  private record Target(String sender, RecipientKey key, EmailAddress email) {}

  /** What a transaction did, and whether another one has to follow. */
  private record Step(Traces erased, boolean isLast) {}

  /** A row, by its key, and what it says. */
  private record Named(long batch, int page, int line, Optional<String> id, String email) {}

  private final WritableDatabase database;

  public Erasure(WritableDatabase database) {
    this.database = database;
  }

  /** What would be erased; nothing is. */
  public CompletionStage<Traces> look(EmailAddress email) {
    return targets(email)
        .thenCompose(
            targets ->
                database.read(
                    session -> {
                      var all = Traces.NONE;
                      for (var target : targets) {
                        all = all.plus(look(session, target));
                      }
                      return all;
                    }));
  }

  private static Traces look(Session session, Target target) throws SQLException {
    var rows = count(Query.of(session, COUNT_ROWS).bytes(target.key().bytes()));
    var persons = spelling(session, target).isPresent() ? 1 : 0;
    return new Traces(rows, 0, persons);
  }

  /**
   * Forgets whoever has that address, with all senders. Completes when that is on disk; what it
   * returns is what this call has found.
   */
  public CompletionStage<Traces> erase(EmailAddress email) {
    return targets(email)
        .thenCompose(
            targets -> {
              CompletionStage<Traces> all = CompletableFuture.completedStage(Traces.NONE);
              for (var target : targets) {
                all = all.thenCompose(before -> erase(target, before));
              }
              return all;
            });
  }

  /** Submissions that are coming in now; they may bring in again whom one erases. */
  public CompletionStage<Long> receiving() {
    return database.read(session -> count(Query.of(session, RECEIVING)));
  }

  private CompletionStage<List<Target>> targets(EmailAddress email) {
    return database.read(
        session ->
            Query.of(session, SENDERS)
                .list(
                    row ->
                        new Target(
                            row.getString("sender"),
                            new Pseudonyms(row.getBytes("salt")).recipient(email),
                            email)));
  }

  private CompletionStage<Traces> erase(Target target, Traces before) {
    return database
        .write(Lane.ROWS, session -> step(session, target))
        .thenCompose(
            step -> {
              var sum = before.plus(step.erased());
              return step.isLast() ? CompletableFuture.completedStage(sum) : erase(target, sum);
            });
  }

  /** Rows first; when there are none any more, the address. */
  private static Step step(Session session, Target target) throws SQLException {
    var rows =
        Query.of(session, ROWS_OF)
            .bytes(target.key().bytes())
            .number(ROWS_AT_ONCE)
            .list(
                row ->
                    new Named(
                        row.getLong("batch_no"),
                        row.getInt("page"),
                        row.getInt("line"),
                        Query.text(row, "id"),
                        row.getString("email")));
    var faults = forgetFaults(session, target, rows);
    if (faults >= FAULTS_AT_ONCE) {
      return new Step(new Traces(0, faults, 0), false); // more of them: the rows still say which
    }
    for (var row : rows) {
      Query.of(session, BLANK).number(row.batch()).number(row.page()).number(row.line()).update();
    }
    return rows.isEmpty()
        ? new Step(new Traces(0, faults, forgetPerson(session, target)), true)
        : new Step(new Traces(rows.size(), faults, 0), false);
  }

  private static long forgetPerson(Session session, Target target) throws SQLException {
    return Query.of(session, FORGET_PERSON)
        .text(target.sender())
        .bytes(target.key().bytes())
        .update();
  }

  /** How many faulty lines lost their id; stops at the most that a transaction takes. */
  private static long forgetFaults(Session session, Target target, List<Named> rows)
      throws SQLException {
    Set<String> ids = new LinkedHashSet<>();
    Set<String> addresses = new LinkedHashSet<>();
    for (var row : rows) {
      row.id().ifPresent(ids::add);
      addresses.add(lower(row.email()));
    }
    addresses.add(lower(target.email().toString()));
    addresses.add(lower(target.email().key()));
    spelling(session, target).map(Erasure::lower).ifPresent(addresses::add);
    var forgotten = 0L;
    for (var id : ids) {
      forgotten +=
          Query.of(session, FORGET_ID.in(session))
              .text(lower(id))
              .text(id)
              .text(target.sender())
              .number(FAULTS_AT_ONCE)
              .update();
      if (forgotten >= FAULTS_AT_ONCE) {
        return forgotten;
      }
    }
    for (var address : addresses) {
      forgotten +=
          Query.of(session, FORGET_ADDRESS.in(session))
              .text(address)
              .text(target.sender())
              .number(FAULTS_AT_ONCE)
              .update();
    }
    return forgotten;
  }

  private static Optional<String> spelling(Session session, Target target) throws SQLException {
    return Query.of(session, SPELLING)
        .text(target.sender())
        .bytes(target.key().bytes())
        .first(row -> row.getString("email"));
  }

  private static long count(Query query) throws SQLException {
    return query.first(row -> row.getLong(1)).orElse(0L);
  }

  /** As both databases do it in the index: letters of ASCII only. */
  private static String lower(String text) {
    var folded = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= 'A' && c <= 'Z' ? Character.toLowerCase(c) : c)
        .forEach(folded::appendCodePoint);
    return folded.toString();
  }
}
