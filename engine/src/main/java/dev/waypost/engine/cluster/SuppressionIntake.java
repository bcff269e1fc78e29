package dev.waypost.engine.cluster;

import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.ImportLines;
import dev.waypost.engine.roster.ImportLines.ImportId;
import dev.waypost.engine.roster.ImportLines.NotedLine;
import dev.waypost.engine.roster.ImportLines.Repeated;
import dev.waypost.engine.roster.RowFault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * First the addresses are stored, then the recipients are asked, some at a time: an address that
 * binds can be exported. A line that repeats an earlier one is asked all the same, for its date may
 * be the earlier one. Used by one caller at a time.
 */
final class SuppressionIntake implements SuppressionImport {
  /** Makes a recipient keep suppressions; completes when they bind. */
  @FunctionalInterface
  interface Recipients {
    CompletionStage<Void> bind(RecipientId recipient, List<Suppression> suppressions);
  }

  private final SenderId sender;
  private final ImportId id;
  private final ImportLines memory;
  private final Pseudonyms pseudonyms;
  private final Recipients recipients;
  private final InstantSource clock;
  private final int askedAtOnce;

  private final List<RowFault> faults = new ArrayList<>();
  private int accepted;
  private int duplicates;
  private int rejected;

  SuppressionIntake(
      SenderId sender,
      ImportId id,
      ImportLines memory,
      Pseudonyms pseudonyms,
      Recipients recipients,
      InstantSource clock,
      int askedAtOnce) {
    this.sender = sender;
    this.id = id;
    this.memory = memory;
    this.pseudonyms = pseudonyms;
    this.recipients = recipients;
    this.clock = clock;
    this.askedAtOnce = askedAtOnce;
  }

  /** A good line with its reasons as they are going to be kept. */
  private record Dated(Line.Good line, RecipientKey recipient, List<Suppression> suppressions) {}

  @Override
  public CompletionStage<Void> offer(List<Line> lines) {
    var now = clock.instant();
    var good = new ArrayList<Dated>();
    for (var line : lines) {
      if (line instanceof Line.Good it) {
        good.add(dated(it, now));
      }
    }
    return note(good)
        .thenCompose(repeated -> bind(good).thenAccept(bound -> count(lines, repeated)));
  }

  private Dated dated(Line.Good line, Instant now) {
    var entries =
        line.entries().isEmpty()
            ? List.of(new Entry(Suppression.Reason.MANUAL, Optional.empty(), Optional.empty()))
            : line.entries();
    return new Dated(
        line,
        pseudonyms.recipient(line.email()),
        entries.stream()
            .map(e -> new Suppression(e.reason(), since(e, now), e.campaign()))
            .toList());
  }

  private static Instant since(Entry entry, Instant now) {
    return entry.since().filter(since -> since.isBefore(now)).orElse(now);
  }

  private CompletionStage<Map<Integer, Repeated>> note(List<Dated> good) {
    if (good.isEmpty()) {
      return CompletableFuture.completedStage(Map.of());
    }
    var noted = new ArrayList<NotedLine>();
    for (var it : good) {
      it.suppressions().stream()
          .map(Suppression::reason)
          .distinct()
          .forEach(
              reason ->
                  noted.add(
                      new NotedLine(it.line().line(), it.recipient(), it.line().email(), reason)));
    }
    return memory.note(sender, id, noted);
  }

  private CompletionStage<Void> bind(List<Dated> good) {
    var of = new LinkedHashMap<RecipientKey, List<Suppression>>();
    for (var it : good) {
      of.computeIfAbsent(it.recipient(), key -> new ArrayList<>()).addAll(it.suppressions());
    }
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    var keys = List.copyOf(of.keySet());
    for (var from = 0; from < keys.size(); from += askedAtOnce) {
      var some = keys.subList(from, Math.min(from + askedAtOnce, keys.size()));
      all = all.thenCompose(before -> bindTogether(some, of));
    }
    return all;
  }

  private CompletionStage<Void> bindTogether(
      List<RecipientKey> keys, Map<RecipientKey, List<Suppression>> of) {
    return CompletableFuture.allOf(
        keys.stream()
            .map(
                key ->
                    recipients
                        .bind(new RecipientId(sender, key), of.getOrDefault(key, List.of()))
                        .toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private void count(List<Line> lines, Map<Integer, Repeated> repeated) {
    for (var line : lines) {
      switch (line) {
        case Line.Bad(var fault) -> {
          rejected++;
          show(fault);
        }
        case Line.Good good -> {
          var again = repeated.get(good.line());
          if (again != null && again.reasons() == reasons(good)) {
            duplicates++;
            show(
                new RowFault(
                    good.line(),
                    "duplicate",
                    Optional.empty(),
                    "says nothing that line " + again.earlierLine() + " does not say"));
          } else {
            accepted++;
          }
        }
      }
    }
  }

  private static long reasons(Line.Good line) {
    return Math.max(1, line.entries().stream().map(Entry::reason).distinct().count());
  }

  private void show(RowFault fault) {
    if (faults.size() < RowFault.SHOWN_MAX) {
      faults.add(fault);
    }
  }

  @Override
  public CompletionStage<Imported> complete() {
    return memory
        .forget(id)
        .thenApply(forgotten -> new Imported(accepted, duplicates, rejected, faults));
  }

  @Override
  public CompletionStage<Void> abort() {
    return memory.forget(id);
  }
}
