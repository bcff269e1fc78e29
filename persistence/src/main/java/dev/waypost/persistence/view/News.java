package dev.waypost.persistence.view;

import java.util.concurrent.CompletionStage;

/** Says when it is time to look again. For many threads. */
@FunctionalInterface
public interface News {
  /** Completes after the call, when something has happened; or after some seconds all the same. */
  CompletionStage<Void> next();
}
