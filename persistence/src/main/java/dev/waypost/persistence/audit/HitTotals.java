package dev.waypost.persistence.audit;

import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.link.HitLog.LogId;
import dev.waypost.engine.link.Token;
import dev.waypost.engine.link.Verdict;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.persistence.audit.Equation.Term;
import dev.waypost.persistence.hitlog.HitLogReader.Entry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Hits from both ends: what recipients have taken, and what the logs hold. A logged hit is looked
 * up in its recipient's marks: at or below the mark it was applied. Holds the marks of all
 * recipients that have any.
 */
final class HitTotals {
  /** What was seen of one log. */
  private static final class LogTotals {
    private long first = Long.MAX_VALUE;
    private long applied;
    private long damaged;
  }

  private final Map<RecipientKey, Map<Integer, Recipient.Mark>> marks = new HashMap<>();
  private final Map<LogId, Long> journalled = new HashMap<>();
  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
  private final Map<LogId, LogTotals> logs = new HashMap<>();
  private final Set<LinkTableId> tables = new HashSet<>();
  private long taken;
  private long unsubscribes;
  private long logged;
  private long applied;
  private long refused;
  private long pending;
  private long damaged;

  void addTable(LinkTableId table) {
    tables.add(table);
  }

  void add(RecipientEvent event) {
    switch (event) {
      case RecipientEvent.HitsApplied applied -> add(applied.log(), applied.hits());
      case RecipientEvent.TestHitsApplied applied -> add(applied.log(), applied.hits());
      case RecipientEvent.HitsReclassified again -> {
        for (var hit : again.hits()) {
          verdicts.merge(hit.from(), -1L, Long::sum);
          verdicts.merge(hit.to(), 1L, Long::sum);
        }
      }
      case RecipientEvent.MailingMoved moved -> {}
      case RecipientEvent.SuppressionAdded added -> {}
      case RecipientEvent.SuppressionsRemoved removed -> {}
      case RecipientEvent.SuppressionImported imported -> {}
    }
  }

  private void add(LogId log, List<RecipientEvent.JudgedHit> hits) {
    taken += hits.size();
    journalled.merge(log, (long) hits.size(), Long::sum);
    for (var hit : hits) {
      if (hit.kind() == Token.Kind.UNSUBSCRIBE) {
        unsubscribes++;
      } else {
        verdicts.merge(hit.verdict(), 1L, Long::sum);
      }
    }
  }

  /** Hits whose events were cut off the journal. */
  void add(CutTotals.Hits cut) {
    taken += cut.taken();
    unsubscribes += cut.unsubscribes();
    cut.log().ifPresent(log -> journalled.merge(log, cut.taken(), Long::sum));
    cut.verdicts().forEach((verdict, n) -> verdicts.merge(verdict, n, Long::sum));
  }

  void addMarks(RecipientKey recipient, Map<Integer, Recipient.Mark> of) {
    if (!of.isEmpty()) {
      marks.put(recipient, of);
    }
  }

  /** Takes one entry of a log; after all events. */
  void add(Entry entry) {
    logged++;
    switch (entry) {
      case Entry.Logged(var log, var hit) -> {
        var totals = logs.computeIfAbsent(log, id -> new LogTotals());
        totals.first = Math.min(totals.first, hit.number());
        var token = hit.hit().token();
        if (!tables.contains(token.table())) {
          refused++;
        } else if (isApplied(token.recipient(), log, hit.number())) {
          applied++;
          totals.applied++;
        } else {
          pending++;
        }
      }
      case Entry.Damaged(var position) -> {
        damaged++;
        var totals = logs.computeIfAbsent(position.log(), id -> new LogTotals());
        totals.first = Math.min(totals.first, position.number());
        totals.damaged++;
      }
    }
  }

  private boolean isApplied(RecipientKey recipient, LogId log, long number) {
    var mark = marks.getOrDefault(recipient, Map.of()).get(log.edge());
    return mark != null
        && (log.generation() < mark.generation()
            || (log.generation() == mark.generation() && number <= mark.number()));
  }

  /**
   * @param parked hits that were given up for now; they stand above their recipients' marks
   */
  List<Equation> equations(long parked) {
    return List.of(
        new Equation(
            "hits by verdict",
            List.of(new Term("applied", taken)),
            List.of(
                new Term("human", verdicts.getOrDefault(Verdict.HUMAN, 0L)),
                new Term("unknown", verdicts.getOrDefault(Verdict.UNKNOWN, 0L)),
                new Term("machine", verdicts.getOrDefault(Verdict.MACHINE, 0L)),
                new Term("unsubscribes", unsubscribes))),
        new Equation(
            "hits by fate",
            List.of(new Term("logged", logged)),
            List.of(
                new Term("applied", applied),
                new Term("refused", refused),
                new Term("parked", parked),
                new Term("pending", Math.max(0, pending - parked)),
                new Term("damaged", damaged))),
        new Equation(
            "hits of logs that are kept whole",
            List.of(new Term("logged and applied", wholeLogs().applied)),
            List.of(new Term("journalled", wholeLogs().journalled))));
  }

  private record Whole(long applied, long journalled) {}

  /** Logs that begin with their first hit and can be read to the end. */
  private Whole wholeLogs() {
    var both = new Whole(0, 0);
    for (var log : logs.entrySet()) {
      var totals = log.getValue();
      if (totals.first == 1 && totals.damaged == 0) {
        both =
            new Whole(
                both.applied + totals.applied,
                both.journalled + journalled.getOrDefault(log.getKey(), 0L));
      }
    }
    return both;
  }
}
