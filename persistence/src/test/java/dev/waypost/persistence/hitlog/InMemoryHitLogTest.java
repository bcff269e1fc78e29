package dev.waypost.persistence.hitlog;

import dev.waypost.engine.link.HitLog;

final class InMemoryHitLogTest implements HitLogContract {
  @Override
  public HitLog log(ModelIntake intake) {
    return new InMemoryHitLog(intake);
  }
}
