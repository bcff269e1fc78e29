package dev.waypost.engine.roster;

import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.SenderId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Cuts lines into pages and stores a few at a time; while those are written, as many more are
 * taken, and no further ones. Used by one caller at a time.
 */
public final class PageIntake implements Intake {
  private final Batch batch;
  private final Batches batches;
  private final Pseudonyms pseudonyms;
  private final Sealing sealing;
  private final IntakeSettings settings;

  private final List<List<StoredRow>> ready = new ArrayList<>();
  private List<StoredRow> page = new ArrayList<>();
  private final List<RowFault> faults = new ArrayList<>();
  private CompletionStage<Void> writing = CompletableFuture.completedStage(null);
  private int readyBytes;
  private int pageBytes;
  private int pages;
  private int rows;

  public PageIntake(
      Batch batch,
      Batches batches,
      Pseudonyms pseudonyms,
      Sealing sealing,
      IntakeSettings settings) {
    this.batch = batch;
    this.batches = batches;
    this.pseudonyms = pseudonyms;
    this.sealing = sealing;
    this.settings = settings;
  }

  @Override
  public CompletionStage<Void> offer(List<IntakeLine> lines) {
    return take(List.copyOf(lines).iterator());
  }

  /** Takes lines until as many pages are full as are stored at once, stores them, and goes on. */
  private CompletionStage<Void> take(Iterator<IntakeLine> lines) {
    while (lines.hasNext()) {
      switch (lines.next()) {
        case IntakeLine.Good(var row) -> {
          if (rows >= settings.rowsMax()) {
            return CompletableFuture.failedStage(new TooManyRows(settings.rowsMax()));
          }
          if (isFullWith(row)) {
            endPage();
            if (isReady()) {
              return flushPages()
                  .thenCompose(
                      flushed -> {
                        add(row);
                        return take(lines);
                      });
            }
          }
          add(row);
        }
        case IntakeLine.Bad(var fault) -> {
          faults.add(fault);
          if (faults.size() >= settings.faultsAtOnce()) {
            return flushFaults().thenCompose(flushed -> take(lines));
          }
        }
      }
    }
    return CompletableFuture.completedStage(null);
  }

  private boolean isFullWith(RowSubmission row) {
    return !page.isEmpty()
        && (page.size() >= settings.pageRowsMax()
            || pageBytes + row.bytes() > settings.pageBytesMax());
  }

  private void add(RowSubmission row) {
    page.add(
        new StoredRow(
            page.size(),
            pseudonyms.recipient(row.email()),
            pseudonyms.row(batch.campaign(), row.effectiveId()),
            row));
    pageBytes += row.bytes();
    rows++;
  }

  /** The first page is stored at once, so that whoever looks sees rows; then ever more of them. */
  private boolean isReady() {
    return ready.size() >= Math.clamp(pages, 1, settings.pagesAtOnce())
        || readyBytes >= settings.pageBytesMax() / 2;
  }

  private void endPage() {
    ready.add(page);
    readyBytes += pageBytes;
    page = new ArrayList<>();
    pageBytes = 0;
  }

  /** Completes once those that were flushed before are stored; these are written meanwhile. */
  private CompletionStage<Void> flushPages() {
    if (ready.isEmpty()) {
      return writing;
    }
    var before = writing;
    var full = List.copyOf(ready);
    var first = new PageId(sender(), batch.id(), pages);
    ready.clear();
    readyBytes = 0;
    pages += full.size();
    writing = before.thenCompose(stored -> batches.addPages(first, full));
    return before;
  }

  private CompletionStage<Void> flushAll() {
    if (!page.isEmpty()) {
      endPage();
    }
    return flushPages().thenCompose(flushed -> writing);
  }

  /** What is being written has come to its end, however it ended. */
  private CompletionStage<Void> rested() {
    return writing.handle((stored, failure) -> null);
  }

  private CompletionStage<Void> flushFaults() {
    if (faults.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    var full = List.copyOf(faults);
    faults.clear();
    return batches.addFaults(sender(), batch.id(), full);
  }

  @Override
  public CompletionStage<Completion> complete(String digest) {
    return flushAll()
        .thenCompose(flushed -> flushFaults())
        .thenCompose(flushed -> batches.complete(sender(), batch.id(), digest, pages))
        .thenCompose(completed -> batches.find(sender(), batch.id()))
        .thenCompose(found -> sealing.finish(found.orElseThrow()));
  }

  @Override
  public CompletionStage<Void> abort() {
    return rested().thenCompose(ended -> batches.abandon(sender(), batch.id()));
  }

  @Override
  public CompletionStage<Void> leave() {
    return rested().thenCompose(ended -> batches.leave(sender(), batch.id()));
  }

  private SenderId sender() {
    return batch.campaign().sender();
  }
}
