package dev.waypost.persistence.audit;

import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.HitLog.LogId;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.recipient.MailingState;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.engine.recipient.RecipientEvent.JudgedHit;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.store.BulkSql;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a recount needs of events that are cut off the journal: how many mailings they left where,
 * and how the hits of each log were judged. One thread, one transaction.
 */
public final class CutTotals {
  private static final BulkSql ADD_MAILINGS =
      BulkSql.insert(
          "mailing_cut(sender, campaign, batch, state, n)",
          "ON CONFLICT(sender, campaign, batch, state) DO UPDATE SET n = mailing_cut.n +"
              + " excluded.n",
          TEXT,
          TEXT,
          TEXT,
          NUMBER,
          NUMBER);

  private static final BulkSql ADD_HITS =
      BulkSql.insert(
          "hit_cut(edge, generation, taken, human, unknown, machine, unsubscribes)",
          "ON CONFLICT(edge, generation) DO UPDATE SET taken = hit_cut.taken + excluded.taken,"
              + " human = hit_cut.human + excluded.human,"
              + " unknown = hit_cut.unknown + excluded.unknown,"
              + " machine = hit_cut.machine + excluded.machine,"
              + " unsubscribes = hit_cut.unsubscribes + excluded.unsubscribes",
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER);

  /** Mailings of a batch in a state. */
  record Mailings(CampaignId campaign, BatchId batch, MailingState state, long n) {}

  /** Hits of a log; of none those that were judged again. */
  record Hits(Optional<LogId> log, long taken, Map<Verdict, Long> verdicts, long unsubscribes) {}

  /** Takes one sum after the other. */
  @FunctionalInterface
  interface Reader<T> {
    void add(T sum);
  }

  private record MailingKey(String sender, String campaign, String batch, MailingState state)
      implements Comparable<MailingKey> {
    private static final Comparator<MailingKey> ORDER =
        Comparator.comparing(MailingKey::sender)
            .thenComparing(MailingKey::campaign)
            .thenComparing(MailingKey::batch)
            .thenComparing(MailingKey::state);

    @Override
    public int compareTo(MailingKey other) {
      return ORDER.compare(this, other);
    }
  }

  private record LogKey(int edge, long generation) implements Comparable<LogKey> {
    private static final LogKey NONE = new LogKey(0, 0);
    private static final Comparator<LogKey> ORDER =
        Comparator.comparingInt(LogKey::edge).thenComparingLong(LogKey::generation);

    static LogKey of(LogId log) {
      return new LogKey(log.edge(), log.generation());
    }

    Optional<LogId> log() {
      return equals(NONE) ? Optional.empty() : Optional.of(new LogId(edge, generation));
    }

    @Override
    public int compareTo(LogKey other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Judged {
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private long taken;
    private long unsubscribes;

    void add(Verdict verdict, long n) {
      verdicts.merge(verdict, n, Long::sum);
    }

    long of(Verdict verdict) {
      return verdicts.getOrDefault(verdict, 0L);
    }
  }

  private final Map<MailingKey, Long> mailings = new TreeMap<>();
  private final Map<LogKey, Judged> hits = new TreeMap<>();

  /** Takes where the recipient's mailings have moved from the former cut to this one. */
  public void add(RecipientId recipient, RecipientReplay replay) {
    replay
        .moved()
        .forEach(
            (origin, moved) -> {
              if (!origin.isTest()) {
                var sender = recipient.sender().value();
                var batch = origin.batch().value();
                count(new MailingKey(sender, moved.campaign(), batch, moved.now()), 1);
                if (!moved.isNew()) {
                  count(new MailingKey(sender, moved.campaign(), batch, moved.before()), -1);
                }
              }
            });
  }

  private void count(MailingKey key, long n) {
    mailings.merge(key, n, Long::sum);
  }

  /** Takes the hits of an event. */
  public void add(RecipientEvent event) {
    switch (event) {
      case RecipientEvent.HitsApplied applied -> add(applied.log(), applied.hits());
      case RecipientEvent.TestHitsApplied applied -> add(applied.log(), applied.hits());
      case RecipientEvent.HitsReclassified again -> {
        for (var hit : again.hits()) {
          of(LogKey.NONE).add(hit.from(), -1);
          of(LogKey.NONE).add(hit.to(), 1);
        }
      }
      case RecipientEvent.MailingMoved moved -> {}
      case RecipientEvent.SuppressionAdded added -> {}
      case RecipientEvent.SuppressionsRemoved removed -> {}
      case RecipientEvent.SuppressionImported imported -> {}
    }
  }

  private void add(LogId log, List<JudgedHit> applied) {
    var judged = of(LogKey.of(log));
    judged.taken += applied.size();
    for (var hit : applied) {
      if (hit.kind() == Token.Kind.UNSUBSCRIBE) {
        judged.unsubscribes++;
      } else {
        judged.add(hit.verdict(), 1);
      }
    }
  }

  private Judged of(LogKey log) {
    return hits.computeIfAbsent(log, id -> new Judged());
  }

  /** Adds it all to what was cut before, in the transaction that deletes the events. */
  public void write(Session session) throws SQLException {
    var addMailings = ADD_MAILINGS.in(session);
    mailings.forEach(
        (key, n) ->
            addMailings
                .text(key.sender())
                .text(key.campaign())
                .text(key.batch())
                .number(key.state().ordinal())
                .number(n)
                .more());
    addMailings.updateAll();
    var addHits = ADD_HITS.in(session);
    hits.forEach(
        (log, judged) ->
            addHits
                .number(log.edge())
                .number(log.generation())
                .number(judged.taken)
                .number(judged.of(Verdict.HUMAN))
                .number(judged.of(Verdict.UNKNOWN))
                .number(judged.of(Verdict.MACHINE))
                .number(judged.unsubscribes)
                .more());
    addHits.updateAll();
  }

  static void eachMailings(Session session, Reader<Mailings> reader) throws SQLException {
    Query.of(session, "SELECT sender, campaign, batch, state, n FROM mailing_cut")
        .each(
            row ->
                reader.add(
                    new Mailings(
                        new CampaignId(
                            new SenderId(row.getString("sender")), row.getString("campaign")),
                        new BatchId(row.getString("batch")),
                        MailingState.values()[row.getInt("state")],
                        row.getLong("n"))));
  }

  static void eachHits(Session session, Reader<Hits> reader) throws SQLException {
    Query.of(
            session,
            "SELECT edge, generation, taken, human, unknown, machine, unsubscribes FROM hit_cut")
        .each(
            row ->
                reader.add(
                    new Hits(
                        new LogKey(row.getInt("edge"), row.getLong("generation")).log(),
                        row.getLong("taken"),
                        Map.of(
                            Verdict.HUMAN, row.getLong("human"),
                            Verdict.UNKNOWN, row.getLong("unknown"),
                            Verdict.MACHINE, row.getLong("machine")),
                        row.getLong("unsubscribes"))));
  }
}
