package dev.waypost.persistence.journal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.runtime.BoxedUnit;

/** Our stages as the plugin wants them; a failure is the cause itself, in no wrapping. */
final class Scala {
  private Scala() {}

  static <T> Future<T> future(CompletionStage<T> stage) {
    Promise<T> promise = Promise.apply();
    stage.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            promise.success(value);
          } else {
            promise.failure(unwrapped(failure));
          }
        });
    return promise.future();
  }

  static Future<BoxedUnit> done(CompletionStage<?> stage) {
    return future(stage.thenApply(any -> BoxedUnit.UNIT));
  }

  static Throwable unwrapped(Throwable failure) {
    var cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
