package dev.waypost.persistence.audit;

import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientEvent;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One pass over campaigns, recipients and rows, in one moment of the database. Where the journal
 * was cut it begins with what the cut events had come to. Recipients pass one by one; what is kept
 * is a byte a row, and the marks. One thread.
 */
final class Recount {
  /** Broken campaigns that are shown one by one. */
  private static final int SHOWN_MAX = 20;

  private static final String JOURNAL =
      "SELECT persistence_id, seq_nr, type, payload FROM journal"
          + " WHERE persistence_id >= ? AND persistence_id < ? ORDER BY persistence_id, seq_nr";

  /** Where the journal was cut, and behind it the events; both in the order of their numbers. */
  private static final String STATES_AND_JOURNAL =
      "SELECT persistence_id, state_seq_nr AS seq_nr, state_type AS type, state AS payload"
          + " FROM journal_deleted WHERE state IS NOT NULL"
          + " AND persistence_id >= ? AND persistence_id < ? UNION ALL "
          + JOURNAL.replace(" ORDER BY persistence_id, seq_nr", "")
          + " ORDER BY persistence_id, seq_nr";

  private static final String BATCHES =
      "SELECT b.no, b.batch, b.sender, c.name, b.state, b.rows - b.duplicates AS accepted,"
          + " b.archived_at IS NOT NULL AS archived"
          + " FROM batch b JOIN campaign c ON c.no = b.campaign_no"
          + " WHERE b.state IN (1, 2) AND b.test_content IS NULL";

  private static final int STORED = 2;

  private final EventCodec codec = new EventCodec();
  private final Map<CampaignId, CampaignTotals> campaigns =
      new TreeMap<>(Comparator.comparing(CampaignId::toString));
  private final MailingTrack track = new MailingTrack();
  private final HitTotals hits = new HitTotals();
  private long unfit;
  private long mailedTwice;
  private long mailedWithoutClaim;

  private record CountedBatch(
      long no, BatchId id, CampaignTotals campaign, long accepted, boolean isArchived) {}

  /** Counts it all. */
  static Recount of(Session session) throws SQLException {
    var recount = new Recount();
    recount.countCampaigns(session);
    recount.countRecipients(session);
    for (var batch : recount.batches(session)) {
      recount.countRows(session, batch);
    }
    Query.of(session, "SELECT link_table FROM content")
        .each(row -> recount.hits.addTable(new LinkTableId(row.getLong(1))));
    return recount;
  }

  HitTotals hits() {
    return hits;
  }

  private CampaignTotals campaign(CampaignId id) {
    return campaigns.computeIfAbsent(id, key -> new CampaignTotals());
  }

  private void countCampaigns(Session session) throws SQLException {
    Query.of(session, JOURNAL)
        .text("c|")
        .text("c}")
        .each(
            row -> {
              if (decode(row).orElse(null) instanceof CampaignEvent event) {
                campaign(CampaignId.parse(row.getString("persistence_id"))).add(event);
              } else {
                unfit++;
              }
            });
  }

  private void countRecipients(Session session) throws SQLException {
    var passing = new Passing();
    Query.of(session, STATES_AND_JOURNAL)
        .text("r|")
        .text("r}")
        .text("r|")
        .text("r}")
        .each(passing::add);
    passing.end();
    CutTotals.eachHits(session, hits::add);
    CutTotals.eachMailings(
        session,
        cut -> {
          campaign(cut.campaign()).addMailings(cut.state(), cut.n());
          track.addCut(cut.batch(), cut.n());
        });
  }

  private Optional<Object> decode(ResultSet row) throws SQLException {
    var persistenceId = row.getString("persistence_id");
    var bytes = row.getBytes("payload");
    var type = row.getInt("type");
    var seqNr = row.getLong("seq_nr");
    try {
      return Optional.of(codec.decode(type, bytes, persistenceId, seqNr));
    } catch (RuntimeException e) { // unreadable, whatever is wrong with it: it is counted
      return Optional.empty();
    }
  }

  /** The recipient whose events are passing. */
  private final class Passing {
    private String persistenceId = "";
    private RecipientReplay replay = replay(Recipient.EMPTY);

    void add(ResultSet row) throws SQLException {
      var next = row.getString("persistence_id");
      if (!next.equals(persistenceId)) {
        end();
        persistenceId = next;
        replay = replay(Recipient.EMPTY);
      }
      switch (decode(row).orElse(null)) {
        case Recipient begin -> replay = replay(begin);
        case RecipientEvent event -> take(event);
        case null, default -> unfit++;
      }
    }

    private void take(RecipientEvent event) {
      hits.add(event);
      try {
        replay.add(event);
      } catch (IllegalStateException e) { // it cannot follow: counted, and the rest goes on
        unfit++;
      }
    }

    void end() {
      if (!persistenceId.isEmpty()) {
        settle(RecipientId.parse(persistenceId), replay);
      }
    }
  }

  private void settle(RecipientId recipient, RecipientReplay replay) {
    mailedTwice += replay.mailedTwice();
    hits.addMarks(recipient.key(), replay.state().marks());
    replay.moved().forEach((origin, moved) -> settle(recipient, replay.state(), origin, moved));
    for (var campaign :
        replay.state().mailings().values().stream()
            .filter(mailing -> !mailing.id().origin().isTest())
            .map(mailing -> mailing.id().campaign())
            .distinct()
            .toList()) {
      if (campaign(new CampaignId(recipient.sender(), campaign)).isBroadcast()) {
        mailedTwice += Math.max(0, replay.state().tried(campaign) - 1);
      }
    }
  }

  private void settle(
      RecipientId recipient, Recipient state, Origin origin, RecipientReplay.Moved moved) {
    if (origin.isTest()) {
      return; // counted nowhere
    }
    var campaign = campaign(new CampaignId(recipient.sender(), moved.campaign()));
    campaign.addMailings(moved.now(), 1);
    if (moved.isNew()) {
      track.add(origin, state.nextAttempt(origin) - 1);
    } else {
      campaign.addMailings(moved.before(), -1); // where what was cut has counted it
    }
  }

  private static RecipientReplay replay(Recipient begin) {
    return RecipientReplay.from(begin, Recipient::evolve);
  }

  /** Batches that count: stored, or about to be marked so because their campaign has them. */
  private List<CountedBatch> batches(Session session) throws SQLException {
    var counted = new ArrayList<CountedBatch>();
    Query.of(session, BATCHES)
        .each(
            row -> {
              var id = new BatchId(row.getString("batch"));
              var of =
                  campaign(
                      new CampaignId(new SenderId(row.getString("sender")), row.getString("name")));
              if (row.getInt("state") == STORED || of.knows(id)) {
                counted.add(
                    new CountedBatch(
                        row.getLong("no"),
                        id,
                        of,
                        row.getLong("accepted"),
                        row.getBoolean("archived")));
              }
            });
    return counted;
  }

  private void countRows(Session session, CountedBatch batch) throws SQLException {
    batch.campaign().addBatch(batch.accepted());
    if (batch.isArchived()) {
      batch.campaign().addArchived(batch.accepted(), batch.accepted() - track.begun(batch.id()));
      return;
    }
    Query.of(session, "SELECT line, claim FROM row WHERE batch_no = ?")
        .number(batch.no())
        .each(
            row -> {
              var line = row.getInt("line");
              batch.campaign().addRow();
              if (!track.hasBegun(batch.id(), line)) {
                batch.campaign().addUntouched();
              }
              if (row.getInt("claim") != 0 && track.wasTried(batch.id(), line)) {
                mailedWithoutClaim++;
              }
            });
  }

  /** What must hold, without the hits. */
  List<Equation> equations() {
    var all = new CampaignTotals();
    campaigns.values().forEach(all::addAll);
    var broken = new ArrayList<Equation>();
    campaigns.forEach(
        (id, totals) -> {
          var balance = totals.balance("mailings of " + id);
          if (!balance.holds()) {
            broken.add(balance);
          }
        });
    var equations = new ArrayList<Equation>();
    equations.add(all.balance("mailings"));
    equations.add(Equation.none("campaigns", "out of balance", broken.size()));
    equations.addAll(broken.subList(0, Math.min(SHOWN_MAX, broken.size())));
    equations.add(pair("rows", "rows kept", all.rows(), "accepted", all.accepted()));
    equations.add(
        pair("batches", "told to campaigns", all.announcedRows(), "accepted", all.accepted()));
    equations.add(
        Equation.none(
            "cancelled",
            "closed undriven beyond the rows",
            campaigns.values().stream().mapToLong(CampaignTotals::closedTooMany).sum()));
    equations.add(Equation.none("addresses", "delivered twice", mailedTwice));
    equations.add(Equation.none("ids", "mailed without a claim", mailedWithoutClaim));
    equations.add(Equation.none("journal", "events unreadable or out of place", unfit));
    return equations;
  }

  private static Equation pair(
      String name, String left, long leftCount, String right, long rightCount) {
    return new Equation(
        name,
        List.of(new Equation.Term(left, leftCount)),
        List.of(new Equation.Term(right, rightCount)));
  }
}
