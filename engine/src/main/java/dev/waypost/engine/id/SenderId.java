package dev.waypost.engine.id;

import java.util.regex.Pattern;

/**
 * The account that submits campaigns. 1-32 characters of {@code [a-z0-9-]}, starting with a letter
 * or digit.
 */
public record SenderId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** The one sender that version 1 ships with. */
  public static final SenderId DEFAULT = new SenderId("default");

  public SenderId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("sender must match " + FORM + ", got '" + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
