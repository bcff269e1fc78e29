package dev.waypost.engine.roster;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where a page finds its rows. Never blocks. */
public interface PageRows {
  /** What is left of the page; fails when the database is away. */
  CompletionStage<PageContent> load(PageId page);

  /** The page's campaign, and its rows by position; no rows when the batch does not count. */
  record PageContent(CampaignId campaign, List<RowRef> rows) {
    public PageContent {
      rows = List.copyOf(rows);
    }
  }
}
