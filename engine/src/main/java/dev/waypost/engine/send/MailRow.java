package dev.waypost.engine.send;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import java.util.Map;
import java.util.Optional;

/**
 * One row of a batch, with the person it is for. Personal: never journalled, never logged.
 *
 * @param fields the row's {@code data}: strings, numbers, booleans, maps and lists of them
 * @param metadata echoed in events, never rendered
 */
public record MailRow(
    Origin origin,
    RecipientKey recipient,
    RowKey key,
    String id,
    EmailAddress email,
    Optional<String> name,
    Map<String, Object> fields,
    Map<String, String> metadata) {
  /** Says which row, and nothing of the person. */
  @Override
  public String toString() {
    return "row " + origin;
  }
}
