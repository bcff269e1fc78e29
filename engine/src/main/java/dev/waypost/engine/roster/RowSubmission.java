package dev.waypost.engine.roster;

import dev.waypost.engine.id.EmailAddress;
import java.util.Map;
import java.util.Optional;

/**
 * One good row of a submission.
 *
 * @param line of the submitted text, from 1; in CSV the header is line 1
 * @param id 1-200 characters without control characters; the address key when absent
 * @param data what templates see: strings, numbers, booleans, lists and maps of these
 * @param metadata what events echo: at most 20 strings of at most 200 characters
 * @param bytes how large the row was as submitted
 */
public record RowSubmission(
    int line,
    Optional<String> id,
    EmailAddress email,
    Optional<String> name,
    Map<String, Object> data,
    Map<String, String> metadata,
    int bytes) {
  public RowSubmission {
    metadata = Map.copyOf(metadata);
  }

  /** The id that the row has for everybody: the given one, else the address key. */
  public String effectiveId() {
    return id.orElseGet(email::key);
  }
}
