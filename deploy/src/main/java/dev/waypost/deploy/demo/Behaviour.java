package dev.waypost.deploy.demo;

import java.util.SplittableRandom;

/** What happens to one mail after it arrived: how often, roughly as real newsletters see it. */
enum Behaviour {
  /** Stays unopened. */
  IGNORED,
  /** A gateway tries every link, first by HEAD, before it lets the mail in; nobody reads it. */
  SCANNED,
  /** A mail program loads one link in advance. */
  PREFETCHED,
  /** A privacy proxy loads the pixel on arrival. */
  PRIVACY_PROXIED,
  /** A person opens it. */
  OPENED,
  /** A person opens it where pictures come through the mailbox provider's proxy. */
  OPENED_THROUGH_PROXY,
  /** A person opens it and follows a link. */
  CLICKED,
  /** A person opens it, follows a link, and comes back later for another. */
  CLICKED_TWICE,
  /** A person opens it and unsubscribes by the mail program's button. */
  UNSUBSCRIBED,
  /** A person opens it, looks at the unsubscribe page, and leaves it at that. */
  HESITATED;

  private static final Behaviour[] ALL = values();

  /** The first people show one behaviour each; the others take their chances. */
  static Behaviour of(int number, SplittableRandom random) {
    return number < ALL.length ? ALL[number] : drawn(random.nextDouble());
  }

  private static Behaviour drawn(double chance) {
    if (chance < 0.08) {
      return SCANNED;
    }
    if (chance < 0.12) {
      return PREFETCHED;
    }
    if (chance < 0.20) {
      return PRIVACY_PROXIED;
    }
    if (chance < 0.36) {
      return OPENED;
    }
    if (chance < 0.45) {
      return OPENED_THROUGH_PROXY;
    }
    if (chance < 0.57) {
      return CLICKED;
    }
    if (chance < 0.63) {
      return CLICKED_TWICE;
    }
    if (chance < 0.64) {
      return UNSUBSCRIBED;
    }
    return chance < 0.65 ? HESITATED : IGNORED;
  }
}
