package dev.waypost.persistence.hitlog;

import dev.waypost.engine.link.Hit;
import dev.waypost.engine.link.HitIntake;
import dev.waypost.engine.link.HitIntake.LoggedHit;
import dev.waypost.engine.link.HitLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log that ships when it is asked, for tests of what stands above it. */
final class InMemoryHitLog implements HitLog {
  private static final LogId ID = new LogId(1, 1);

  private final List<LoggedHit> hits = new ArrayList<>();
  private final HitIntake intake;

  InMemoryHitLog(HitIntake intake) {
    this.intake = intake;
  }

  @Override
  public synchronized CompletionStage<Position> append(Hit hit) {
    hits.add(new LoggedHit(hits.size() + 1L, hit));
    return CompletableFuture.completedFuture(new Position(ID, hits.size()));
  }

  @Override
  public synchronized CompletionStage<Void> shipped(Position position) {
    var recipient = hits.get((int) position.number() - 1).hit().token().recipient();
    var list =
        hits.stream()
            .filter(h -> h.number() <= position.number())
            .filter(h -> h.hit().token().recipient().equals(recipient))
            .toList();
    return intake
        .apply(recipient, ID, list)
        .thenAccept(receipt -> {})
        .exceptionallyCompose(failure -> shipped(position));
  }
}
