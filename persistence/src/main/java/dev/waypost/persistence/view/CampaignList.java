package dev.waypost.persistence.view;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.report.Reports.CampaignListing;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.UnreadableEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sender's campaigns, newest first: those that the view knows, and those whose first event it has
 * not come to yet, so that whoever creates one finds it in the list. One thread.
 */
final class CampaignList {
  private static final String NEWEST =
      "SELECT campaign, created_at FROM campaign_listing WHERE sender = ?"
          + " ORDER BY created_at DESC, campaign DESC LIMIT ?";

  private static final String NEWEST_BEHIND =
      "SELECT campaign, created_at FROM campaign_listing"
          + " WHERE sender = ? AND (created_at, campaign) < (?, ?)"
          + " ORDER BY created_at DESC, campaign DESC LIMIT ?";

  /** In the words of the index that has nothing but these. */
  private static final String NOT_SEEN_YET =
      "SELECT persistence_id, seq_nr, type, payload FROM journal WHERE ordering > ? AND seq_nr = 1"
          + " AND substr(persistence_id, 1, 2) = 'c|' ORDER BY ordering";

  private static final Comparator<CampaignListing> OLDEST_FIRST =
      Comparator.comparing(CampaignListing::createdAt).thenComparing(CampaignListing::name);

  private final Tables tables;
  private final EventCodec codec;
  private final SenderId sender;

  CampaignList(Tables tables, EventCodec codec, SenderId sender) {
    this.tables = tables;
    this.codec = codec;
    this.sender = sender;
  }

  List<CampaignListing> read(Optional<CampaignListing> after, int limit) throws SQLException {
    Set<CampaignListing> listed = new LinkedHashSet<>(seen(after, limit));
    notSeenYet().stream()
        .filter(one -> after.isEmpty() || OLDEST_FIRST.compare(one, after.get()) < 0)
        .forEach(listed::add);
    return listed.stream().sorted(OLDEST_FIRST.reversed()).limit(limit).toList();
  }

  private List<CampaignListing> seen(Optional<CampaignListing> after, int limit)
      throws SQLException {
    var query =
        after.isEmpty()
            ? tables.query(NEWEST).text(sender.value())
            : tables
                .query(NEWEST_BEHIND)
                .text(sender.value())
                .time(after.get().createdAt())
                .text(after.get().name());
    return query
        .number(limit)
        .list(row -> new CampaignListing(row.getString(1), Query.time(row, "created_at")));
  }

  private List<CampaignListing> notSeenYet() throws SQLException {
    var found = new ArrayList<CampaignListing>();
    tables
        .query(NOT_SEEN_YET)
        .number(tables.offset().ordering())
        .each(row -> drafted(row).ifPresent(found::add));
    return found;
  }

  private Optional<CampaignListing> drafted(ResultSet row) throws SQLException {
    var persistenceId = row.getString("persistence_id");
    var code = row.getInt("type");
    var bytes = row.getBytes("payload");
    var seqNr = row.getLong("seq_nr");
    try {
      var campaign = CampaignId.parse(persistenceId);
      var event = codec.decode(code, bytes, persistenceId, seqNr);
      return campaign.sender().equals(sender) && event instanceof CampaignEvent.Drafted drafted
          ? Optional.of(new CampaignListing(campaign.name(), drafted.at()))
          : Optional.empty();
    } catch (UnreadableEvent e) {
      return Optional.empty(); // the view will go on without it, too
    }
  }
}
