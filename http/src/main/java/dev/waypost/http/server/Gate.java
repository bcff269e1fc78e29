package dev.waypost.http.server;

import dev.waypost.http.problem.Problem;
import dev.waypost.http.problem.Refusal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Lets so many requests at a time through; the others get a 429. A request leaves when its answer
 * begins: one that goes on for long takes a connection, and no place here. For many threads.
 */
public final class Gate {
  private final int placesMax;
  private final Semaphore places;

  public Gate(int placesMax) {
    this.placesMax = placesMax;
    this.places = new Semaphore(placesMax);
  }

  /**
   * The answer, once there is one.
   *
   * @throws Refusal when there is no place
   */
  public CompletionStage<HttpResponse> pass(Supplier<CompletionStage<HttpResponse>> answer) {
    if (!places.tryAcquire()) {
      throw new Refusal(
          Problem.tooManyRequests(
              placesMax + " requests are being answered already: try again later"));
    }
    try {
      return answer.get().whenComplete((response, failure) -> places.release());
    } catch (RuntimeException e) {
      places.release();
      throw e;
    }
  }
}
