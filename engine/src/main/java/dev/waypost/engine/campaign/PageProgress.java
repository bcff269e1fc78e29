package dev.waypost.engine.campaign;

/** Whether a page has something left to do. */
public enum PageProgress {
  OPEN,
  FINISHED
}
