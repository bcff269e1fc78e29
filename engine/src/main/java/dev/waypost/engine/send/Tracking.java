package dev.waypost.engine.send;

/** Whether a campaign wants to know of clicks, or of opens. */
public enum Tracking {
  ON,
  OFF
}
