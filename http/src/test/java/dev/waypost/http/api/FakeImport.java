package dev.waypost.http.api;

import dev.waypost.engine.SuppressionImport;
import dev.waypost.engine.roster.RowFault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An import that keeps its good lines in the engine. */
final class FakeImport implements SuppressionImport {
  private final FakeEngine engine;
  private final List<RowFault> faults = new ArrayList<>();
  private int accepted;

  FakeImport(FakeEngine engine) {
    this.engine = engine;
  }

  @Override
  public CompletionStage<Void> offer(List<Line> lines) {
    if (engine.failure.isPresent()) {
      return CompletableFuture.failedFuture(engine.failure.get());
    }
    for (var line : lines) {
      switch (line) {
        case Line.Good good -> {
          accepted++;
          engine.imported.add(good);
        }
        case Line.Bad(var fault) -> faults.add(fault);
      }
    }
    return engine.offered.get();
  }

  @Override
  public CompletionStage<Imported> complete() {
    return CompletableFuture.completedFuture(new Imported(accepted, 0, faults.size(), faults));
  }

  @Override
  public CompletionStage<Void> abort() {
    return CompletableFuture.completedFuture(null);
  }
}
