package dev.waypost.engine.id;

/**
 * Where a mailing comes from: the row of a batch. The line is that of the submitted text, counted
 * from 1 (in CSV the header is line 1). The same origin asks again after the same mailing; another
 * origin is another mailing.
 */
public record Origin(BatchId batch, int page, int line) {
  public Origin {
    if (!(page >= 0 && line >= 1)) {
      throw new IllegalArgumentException(
          "origin needs page >= 0 and line >= 1, got " + page + ", " + line);
    }
  }

  /** Whether the mailing is a test. */
  public boolean isTest() {
    return batch.isTest();
  }

  public PageId pageId(SenderId sender) {
    return new PageId(sender, batch, page);
  }

  @Override
  public String toString() {
    return batch + "/" + page + "/" + line;
  }
}
