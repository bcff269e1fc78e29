package dev.waypost.engine.roster;

import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.SenderId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Cuts lines into pages and stores each before it takes more. Used by one caller at a time. */
public final class PageIntake implements Intake {
  private final Batch batch;
  private final Batches batches;
  private final Pseudonyms pseudonyms;
  private final Sealing sealing;
  private final IntakeSettings settings;

  private final List<StoredRow> page = new ArrayList<>();
  private final List<RowFault> faults = new ArrayList<>();
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

  /** Takes lines until a page is full, stores it, and goes on. */
  private CompletionStage<Void> take(Iterator<IntakeLine> lines) {
    while (lines.hasNext()) {
      switch (lines.next()) {
        case IntakeLine.Good(var row) -> {
          if (rows >= settings.rowsMax()) {
            return CompletableFuture.failedStage(new TooManyRows(settings.rowsMax()));
          }
          if (isFullWith(row)) {
            return flushPage()
                .thenCompose(
                    flushed -> {
                      add(row);
                      return take(lines);
                    });
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

  private CompletionStage<Void> flushPage() {
    if (page.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    var full = List.copyOf(page);
    var id = new PageId(sender(), batch.id(), pages);
    page.clear();
    pageBytes = 0;
    pages++;
    return batches.addPage(id, full);
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
    return flushPage()
        .thenCompose(flushed -> flushFaults())
        .thenCompose(flushed -> batches.complete(sender(), batch.id(), digest, pages))
        .thenCompose(completed -> batches.find(sender(), batch.id()))
        .thenCompose(found -> sealing.finish(found.orElseThrow()));
  }

  @Override
  public CompletionStage<Void> abort() {
    return batches.abandon(sender(), batch.id());
  }

  @Override
  public CompletionStage<Void> leave() {
    return batches.leave(sender(), batch.id());
  }

  private SenderId sender() {
    return batch.campaign().sender();
  }
}
