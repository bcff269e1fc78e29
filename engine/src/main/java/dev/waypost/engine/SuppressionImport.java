package dev.waypost.engine;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.recipient.Suppression;
import dev.waypost.engine.roster.RowFault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Suppressions on their way in. Used by one caller at a time: offer, wait, offer again; then
 * complete or abort. Memory stays flat. What was offered binds before the next may be offered, so
 * an import that breaks off has done a part; to repeat it is harmless.
 */
public interface SuppressionImport {
  /**
   * Takes lines in their order.
   *
   * @return completes when all good ones are journalled by their recipients
   */
  CompletionStage<Void> offer(List<Line> lines);

  /** All lines are in. */
  CompletionStage<Imported> complete();

  /** No more lines come. What was offered stays. */
  CompletionStage<Void> abort();

  /** What became of one line when it was read. */
  sealed interface Line {
    int line();

    /** An address with reasons; without any, somebody just does not want to mail it. */
    record Good(int line, EmailAddress email, List<Entry> entries) implements Line {
      public Good {
        entries = List.copyOf(entries);
      }

      /** Says nothing of the person. */
      @Override
      public String toString() {
        return "line " + line + " with " + entries.size() + " reasons";
      }
    }

    record Bad(RowFault fault) implements Line {
      @Override
      public int line() {
        return fault.line();
      }
    }
  }

  /**
   * One reason.
   *
   * @param since now, when absent or in times to come
   */
  record Entry(Suppression.Reason reason, Optional<Instant> since, Optional<String> campaign) {}

  /**
   * What became of all lines: lines = accepted + duplicates + rejected.
   *
   * @param duplicates lines that say nothing but what an earlier one said
   * @param faults the first 100
   */
  record Imported(int accepted, int duplicates, int rejected, List<RowFault> faults) {
    public Imported {
      faults = List.copyOf(faults);
    }
  }
}
