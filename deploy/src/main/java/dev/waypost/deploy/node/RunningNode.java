package dev.waypost.deploy.node;

import java.net.URI;

/** A node that is ready. */
public interface RunningNode {
  /** Where the sender API really listens, without a trailing slash. */
  URI api();

  /** Public base of tracked links, without a trailing slash. */
  URI track();

  /** Drains and stops; returns when all is durable and closed. May be called twice. */
  void stop();
}
