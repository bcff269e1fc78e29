package dev.waypost.engine.campaign;

/** Whether a page has something left to do. The order is that of the bytes in the journal. */
public enum PageProgress {
  OPEN,
  FINISHED
}
