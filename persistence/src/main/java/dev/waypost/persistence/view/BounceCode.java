package dev.waypost.persistence.view;

import dev.waypost.engine.delivery.BounceKind;

/** Kinds of bounces as the database has them: only append. */
final class BounceCode {
  private BounceCode() {}

  static int of(BounceKind kind) {
    return switch (kind) {
      case HARD -> 1;
      case SOFT -> 2;
      case BLOCK -> 3;
    };
  }

  static BounceKind kind(int code) {
    return switch (code) {
      case 1 -> BounceKind.HARD;
      case 2 -> BounceKind.SOFT;
      case 3 -> BounceKind.BLOCK;
      default -> throw new IllegalStateException("no kind of bounce has code " + code);
    };
  }
}
