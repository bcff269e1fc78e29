package dev.waypost.http.json;

import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.roster.IntakeLine;
import dev.waypost.engine.roster.RowFault;
import dev.waypost.engine.roster.RowSubmission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One row while it is read, whatever the format. The first thing wrong with it is its fault; what
 * follows is still read, to find the id.
 */
public final class RowDraft {
  private static final int ID_LENGTH_MAX = 200;
  private static final int METADATA_MAX = 20;
  private static final int METADATA_LENGTH_MAX = 200;
  private static final String RESERVED_ROOT = "waypost";

  private final int line;
  private final int bytes;
  private Optional<String> id = Optional.empty();
  private Optional<EmailAddress> email = Optional.empty();
  private Optional<String> name = Optional.empty();
  private final Map<String, Object> data = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private Optional<RowFault> fault = Optional.empty();

  /**
   * @param line from 1
   * @param bytes how large the row is as submitted
   */
  public RowDraft(int line, int bytes) {
    this.line = line;
    this.bytes = bytes;
  }

  /** The fault of a row that nobody reads. */
  public static RowFault tooLarge(int line, int bytesMax) {
    return new RowFault(
        line, "tooLarge", Optional.empty(), "a row has at most " + bytesMax + " bytes");
  }

  public void id(String text) {
    if (text.isEmpty()
        || Texts.length(text) > ID_LENGTH_MAX
        || Texts.hasControl(text)
        || !Texts.isStorable(text)) {
      fieldFault(
          "id", "id", "must have 1 to " + ID_LENGTH_MAX + " characters, none of them control");
    } else {
      id = Optional.of(text);
    }
  }

  public void email(String text) {
    try {
      email = Optional.of(EmailAddress.parse(text));
    } catch (EmailAddress.Malformed e) {
      fieldFault("email", "address", "" + e.getMessage());
    }
  }

  public void name(String text) {
    if (Texts.hasControl(text) || !Texts.isStorable(text)) {
      fieldFault("name", "name", "must not hold line ends or control characters");
    } else {
      name = Optional.of(text);
    }
  }

  /** One root of what templates see. */
  public void data(String root, Object value) {
    if (root.equals(RESERVED_ROOT)) {
      fieldFault("data", "reserved", "the name waypost is ours");
    } else if (!(Texts.isStorable(root)
        && (!(value instanceof String text) || Texts.isStorable(text)))) {
      fieldFault("data", "data", "holds NUL or half of a surrogate pair");
    } else {
      data.put(root, value);
    }
  }

  void metadata(String key, String value) {
    if (key.isEmpty()
        || Texts.length(key) > METADATA_LENGTH_MAX
        || Texts.length(value) > METADATA_LENGTH_MAX
        || !Texts.isStorable(key)
        || !Texts.isStorable(value)
        || metadata.size() == METADATA_MAX) {
      fieldFault(
          "metadata",
          "metadata",
          "at most " + METADATA_MAX + " texts of at most " + METADATA_LENGTH_MAX + " characters");
    } else {
      metadata.put(key, value);
    }
  }

  /** Notes what is wrong with the row; only the first call counts. */
  public void fault(String code, String detail) {
    note(code, detail, Optional.empty());
  }

  /** Notes what is wrong with a field of it. */
  void fieldFault(String field, String code, String what) {
    note(code, field + ": " + what, Optional.of(field));
  }

  private void note(String code, String detail, Optional<String> field) {
    if (fault.isEmpty()) {
      fault = Optional.of(new RowFault(line, code, Optional.empty(), detail, field));
    }
  }

  /** The row, or its fault. */
  public IntakeLine finish() {
    if (email.isEmpty()) {
      fieldFault("email", "address", "missing");
    }
    return fault
        .<IntakeLine>map(f -> new IntakeLine.Bad(f.withId(id)))
        .orElseGet(
            () ->
                new IntakeLine.Good(
                    new RowSubmission(line, id, email.orElseThrow(), name, data, metadata, bytes)));
  }
}
