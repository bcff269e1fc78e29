package dev.waypost.persistence.journal;

import java.util.concurrent.CompletionException;

/** What stages fail with. */
final class Failures {
  private Failures() {}

  /** The cause itself, in no wrapping. */
  static Throwable unwrapped(Throwable failure) {
    var cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
