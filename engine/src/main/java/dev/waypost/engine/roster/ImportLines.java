package dev.waypost.engine.roster;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.Suppression;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Where imports of suppressions put what recipients do not keep: the addresses, and which line
 * spoke of one first, so that memory stays flat. Every call completes when its effect is synced to
 * disk, and fails when the database is away; repeating any call is safe. Never blocks.
 */
public interface ImportLines {
  /**
   * Stores the persons and notes the lines.
   *
   * @return for each line with a reason that an earlier line of the import has for that address, by
   *     how many of its reasons, and the last of these lines
   */
  CompletionStage<Map<Integer, Repeated>> note(SenderId sender, ImportId of, List<NotedLine> lines);

  /** Stores one person, newest spelling. */
  CompletionStage<Void> remember(SenderId sender, RecipientKey recipient, EmailAddress email);

  /** The import is over. */
  CompletionStage<Void> forget(ImportId over);

  /** Imports of all earlier incarnations are over. */
  CompletionStage<Void> forgetDead(Incarnation living);

  /** One import of a process's life. */
  record ImportId(Incarnation owner, long number) {}

  /** An address with a reason, on a line. */
  record NotedLine(
      int line, RecipientKey recipient, EmailAddress email, Suppression.Reason reason) {
    /** Says nothing of the person. */
    @Override
    public String toString() {
      return "line " + line + ": " + reason;
    }
  }

  record Repeated(int reasons, int earlierLine) {}
}
