package dev.waypost.engine.roster;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.PageId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where a page finds its rows. Never blocks. */
public interface PageRows {
  /** What is left of the page; fails when the database is away. */
  CompletionStage<PageContent> load(PageId page);

  /**
   * The page's campaign, and its rows by position; no rows when the batch does not count.
   *
   * @param test what is sent, when these are test mailings
   */
  record PageContent(CampaignId campaign, List<RowRef> rows, Optional<TestPlan> test) {
    public PageContent {
      rows = List.copyOf(rows);
    }
  }
}
