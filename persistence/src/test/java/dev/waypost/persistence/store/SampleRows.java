package dev.waypost.persistence.store;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.id.PageId;
import dev.waypost.engine.id.Pseudonyms;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.roster.RowSubmission;
import dev.waypost.engine.roster.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of made-up people. */
public final class SampleRows {
  public static final SenderId SENDER = SenderId.DEFAULT;
  public static final CampaignId SPRING = new CampaignId(SENDER, "spring");
  public static final CampaignId AUTUMN = new CampaignId(SENDER, "autumn");
  public static final Pseudonyms PSEUDONYMS = new Pseudonyms(new byte[Pseudonyms.SALT_BYTES_MIN]);

  private SampleRows() {}

  /** A batch whose id ends in that word. */
  public static BatchId batch(String word) {
    return new BatchId("-".repeat(16 - word.length()) + word);
  }

  public static PageId page(BatchId batch, int number) {
    return new PageId(SENDER, batch, number);
  }

  /** One row for each id, each of another person, on consecutive lines. */
  public static List<StoredRow> rows(CampaignId campaign, int firstLine, String... ids) {
    var rows = new ArrayList<StoredRow>();
    for (var id : ids) {
      rows.add(row(campaign, rows.size(), firstLine + rows.size(), id, id + "@example.com"));
    }
    return rows;
  }

  public static StoredRow row(
      CampaignId campaign, int position, int line, String id, String email) {
    return stored(
        campaign,
        position,
        new RowSubmission(
            line,
            Optional.of(id),
            address(email),
            Optional.of("Name of " + id),
            Map.of("city", "Pécs"),
            Map.of("order", id),
            100));
  }

  public static StoredRow stored(CampaignId campaign, int position, RowSubmission submission) {
    return new StoredRow(
        position,
        PSEUDONYMS.recipient(submission.email()),
        PSEUDONYMS.row(campaign, submission.effectiveId()),
        submission);
  }

  public static EmailAddress address(String text) {
    try {
      return EmailAddress.parse(text);
    } catch (EmailAddress.Malformed e) {
      throw new AssertionError(e);
    }
  }
}
