package dev.waypost.engine.campaign;

import java.util.BitSet;

/**
 * A stored batch of the campaign, which of its pages have ever acted, and which have nothing left
 * to do.
 *
 * @param pages how many pages it has
 * @param accepted rows that count
 * @param opened numbers of the pages that have been driven
 * @param driven how many rows those have
 * @param finished numbers of the finished pages, all of them opened
 */
public record BatchProgress(int pages, int accepted, BitSet opened, int driven, BitSet finished) {
  public BatchProgress {
    if (!(pages >= 0 && driven >= 0 && driven <= accepted)) {
      throw new IllegalArgumentException(
          "a batch has pages >= 0 and 0 <= driven <= accepted, got "
              + pages
              + ", "
              + driven
              + ", "
              + accepted);
    }
    if (!(opened.length() <= pages && finished.length() <= pages)) {
      throw new IllegalArgumentException(
          "a batch opens and finishes only its own "
              + pages
              + " pages, got "
              + opened
              + ", "
              + finished);
    }
    opened = (BitSet) opened.clone();
    finished = (BitSet) finished.clone();
  }

  /** A batch of which nothing has been driven yet. */
  static BatchProgress stored(int pages, int accepted) {
    return new BatchProgress(pages, accepted, new BitSet(), 0, new BitSet());
  }

  @Override
  public BitSet opened() {
    return (BitSet) opened.clone();
  }

  @Override
  public BitSet finished() {
    return (BitSet) finished.clone();
  }

  /** Rows that no page has driven. */
  int undriven() {
    return accepted - driven;
  }

  boolean isFinished() {
    return finished.cardinality() == pages;
  }

  boolean isFinished(int page) {
    return finished.get(page);
  }

  boolean isOpened(int page) {
    return opened.get(page);
  }

  boolean hasOpenPages() {
    var open = opened();
    open.andNot(finished);
    return !open.isEmpty();
  }

  boolean has(int page) {
    return page >= 0 && page < pages;
  }

  BatchProgress with(int page, PageProgress progress) {
    var all = finished();
    all.set(page, progress == PageProgress.FINISHED);
    return new BatchProgress(pages, accepted, opened, driven, all);
  }

  BatchProgress withOpened(int page, int rows) {
    var all = opened();
    all.set(page);
    return new BatchProgress(pages, accepted, all, driven + rows, finished);
  }
}
