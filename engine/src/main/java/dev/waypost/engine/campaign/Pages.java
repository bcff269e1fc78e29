package dev.waypost.engine.campaign;

import dev.waypost.engine.id.PageId;

/**
 * How a campaign speaks to its pages. Signals only: may be lost, are repeated until the page
 * answers. Never blocks.
 */
public interface Pages {
  /** The page may act: it asks for its terms. */
  void release(PageId page);

  /** The page must not act any more under an epoch before this one; it says when it does not. */
  void stop(PageId page, int epoch);
}
