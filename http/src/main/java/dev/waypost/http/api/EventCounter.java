package dev.waypost.http.api;

/** What is counted of event streams, from the start of the process. */
public enum EventCounter {
  OPENED("Event streams opened"),
  REFUSED("Event streams refused because too many were open"),
  TOLD("Events handed to readers");

  private final String sentence;

  EventCounter(String sentence) {
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }
}
