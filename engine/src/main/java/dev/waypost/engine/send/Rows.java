package dev.waypost.engine.send;

import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.SenderId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The rows that were stored, by their origin. Asked once per attempt; may be asked again. */
public interface Rows {
  /**
   * The row; empty when it never was or its person has been erased. Fails when the database cannot
   * be asked now, which says nothing about the row.
   */
  CompletionStage<Optional<MailRow>> find(SenderId sender, Origin origin);
}
