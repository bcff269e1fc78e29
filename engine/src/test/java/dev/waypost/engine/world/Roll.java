package dev.waypost.engine.world;

import dev.waypost.engine.campaign.Campaigns;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.RowRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The rows of all batches of one run. Some rows have the same address, and some have lost their id.
 */
final class Roll {
  private static final int PAGES_MAX = 3;
  private static final int ROWS_MAX = 4;
  private static final int PEOPLE = 12;

  /** A row, and whose it is. */
  record Row(Origin origin, RecipientId recipient, MailingId mailing, RowRef ref) {}

  private final CampaignId campaign;
  private final Random random;
  private final Map<PageId, List<Row>> pages = new LinkedHashMap<>();
  private final List<BatchId> batches = new ArrayList<>();
  private int rows;

  Roll(CampaignId campaign, Random random) {
    this.campaign = campaign;
    this.random = random;
  }

  /** A batch more, of a few pages. */
  void add() {
    var batch = Campaigns.batch(batches.size());
    batches.add(batch);
    var count = 1 + random.nextInt(PAGES_MAX);
    var line = 2;
    for (var number = 0; number < count; number++) {
      var page = new ArrayList<Row>();
      var size = 1 + random.nextInt(ROWS_MAX);
      for (var position = 0; position < size; position++) {
        page.add(row(new Origin(batch, number, line++), position));
      }
      pages.put(new PageId(SenderId.DEFAULT, batch, number), page);
    }
  }

  private Row row(Origin origin, int position) {
    var person = new RecipientKey(random.nextInt(PEOPLE), (short) 1);
    var key = new RowKey((long) ++rows << 32, rows);
    var claim = random.nextInt(12) == 0 ? MailingOrder.Claim.LOST : MailingOrder.Claim.OWNED;
    return new Row(
        origin,
        new RecipientId(SenderId.DEFAULT, person),
        new MailingId(origin, campaign.name(), key),
        new RowRef(position, origin.line(), person, key, claim));
  }

  List<PageId> pages(BatchId batch) {
    return pages.keySet().stream().filter(page -> page.batch().equals(batch)).toList();
  }

  int rows(BatchId batch) {
    return (int) rows().stream().filter(row -> row.origin().batch().equals(batch)).count();
  }

  List<BatchId> batches() {
    return List.copyOf(batches);
  }

  CampaignId campaign() {
    return campaign;
  }

  List<Row> rows() {
    return pages.values().stream().flatMap(List::stream).toList();
  }

  List<RowRef> refs(PageId page) {
    return pages.getOrDefault(page, List.of()).stream().map(Row::ref).toList();
  }
}
