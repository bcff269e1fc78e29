package dev.waypost.engine.roster;

import dev.waypost.engine.id.PageId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where a page finds its rows. Never blocks. */
public interface PageRows {
  /** The rows that are left of the page, by position; fails when the database is away. */
  CompletionStage<List<RowRef>> rows(PageId page);
}
