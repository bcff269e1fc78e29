package dev.waypost.persistence.journal;

/**
 * What the journal counts, since the start of the process. Rows per batch are {@code APPENDED /
 * APPEND_BATCHES}, entities per read are {@code WOKEN / WAKE_READS}.
 */
public enum JournalCounter {
  APPENDED("appended", "Events that were written"),
  APPEND_BATCHES("append_batches", "Pieces of work that wrote them"),
  APPENDS_REFUSED("appends_refused", "Writes of events refused because too many waited"),
  /** Above 0 in quiet times: two writers of one entity, or an event that cannot be stored. */
  APPENDS_HALVED("appends_halved", "Batches of events that failed and were tried again in halves"),
  APPENDS_FAILED("appends_failed", "Writes of events that failed"),
  SAVED("saved", "Snapshots that were written"),
  SAVE_BATCHES("save_batches", "Pieces of work that wrote them"),
  SAVES_REFUSED("saves_refused", "Snapshots refused because too many waited; their events stand"),
  SAVES_HALVED("saves_halved", "Batches of snapshots that failed and were tried again in halves"),
  SAVES_FAILED("saves_failed", "Snapshots that could not be written; their events stand"),
  WOKEN("woken", "Entities whose history was read for a recovery"),
  WAKE_READS("wake_reads", "Reads that served them"),
  WAKES_REFUSED("wakes_refused", "Recoveries refused because too many waited"),
  WAKES_FAILED("wakes_failed", "Recoveries whose read failed"),
  /** The part of recoveries that could not use what was read for them. */
  READ_ALONE("read_alone", "Reads of one entity's events alone, as they were many or came late"),
  /** Of {@link #WOKEN} and this, the latter cost no read. */
  NEW_KNOWN("new_known", "Recoveries of entities that were announced and known to be new");

  private final String word;
  private final String sentence;

  JournalCounter(String word, String sentence) {
    this.word = word;
    this.sentence = sentence;
  }

  /** For the name of a metric. */
  public String word() {
    return word;
  }

  public String sentence() {
    return sentence;
  }
}
