package dev.waypost.persistence.view;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one event of the journal tells its sender: the same whenever it is asked, so it is kept
 * nowhere. An event that cannot be read has its place all the same.
 *
 * @param recipient who it happened to; empty for events of campaigns
 * @param things one for each thing that it tells; none of an event that is no sender's business
 */
record Telling(SenderId sender, Optional<RecipientId> recipient, List<Thing> things) {
  private static final String RECIPIENT = "r|";
  private static final String CAMPAIGN = "c|";
  private static final Telling NOTHING = new Telling(SenderId.DEFAULT, Optional.empty(), List.of());

  /** Where an event stands. */
  record Place(long ordering, String persistenceId, Instant at) {
    static Place of(ResultSet row) throws SQLException {
      return new Place(
          row.getLong("ordering"), row.getString("persistence_id"), Query.time(row, "at"));
    }
  }

  /**
   * What an event tells.
   *
   * @param event empty when it cannot be read
   * @param told how many things the events of its recipient before it have told
   */
  static Telling of(Place place, Optional<Object> event, long told) {
    try {
      if (place.persistenceId().startsWith(RECIPIENT)) {
        var recipient = RecipientId.parse(place.persistenceId());
        return new Telling(recipient.sender(), Optional.of(recipient), things(place, event, told));
      }
      if (place.persistenceId().startsWith(CAMPAIGN)) {
        var campaign = CampaignId.parse(place.persistenceId());
        return new Telling(
            campaign.sender(), Optional.empty(), things(place, campaign.name(), event));
      }
      return NOTHING;
    } catch (IllegalArgumentException e) {
      return NOTHING; // belongs to nobody
    }
  }

  /** Reads the current row of a query for the columns of the journal. */
  static Telling of(ResultSet row, EventCodec codec, long told) throws SQLException {
    return of(Place.of(row), decode(row, codec), told);
  }

  private static Optional<Object> decode(ResultSet row, EventCodec codec) throws SQLException {
    var type = row.getInt("type");
    var bytes = row.getBytes("payload");
    var persistenceId = row.getString("persistence_id");
    var seqNr = row.getLong("seq_nr");
    try {
      return Optional.of(codec.decode(type, bytes, persistenceId, seqNr));
    } catch (RuntimeException e) { // whatever it is: one event must not stop all others
      return Optional.empty();
    }
  }

  private static List<Thing> things(Place place, Optional<Object> event, long told) {
    var entries = new TimelineEntries(told);
    if (event.isPresent() && event.get() instanceof RecipientEvent readable) {
      entries.add(place.ordering(), readable);
    } else {
      entries.addUnreadable(place.ordering(), place.at());
    }
    return entries.things();
  }

  private static List<Thing> things(Place place, String campaign, Optional<Object> event) {
    return event.isPresent() && event.get() instanceof CampaignEvent readable
        ? CampaignEntries.of(place.ordering(), campaign, readable)
        : CampaignEntries.unreadable(place.ordering(), campaign, place.at());
  }
}
