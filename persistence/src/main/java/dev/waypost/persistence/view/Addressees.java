package dev.waypost.persistence.view;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.report.TimelineEntry;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.RowJson;
import dev.waypost.persistence.codec.TupleJson;
import dev.waypost.persistence.store.RowColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who things are about, in the sender's words: persons and rows, looked up for many things at once
 * when they are told. Nothing of it is kept with the events, so whoever is deleted here is gone.
 */
final class Addressees {
  private static final String PERSONS =
      "SELECT w.value ->> 0 AS recipient, p.email AS email FROM json_each(?) w"
          + " CROSS JOIN person p ON p.sender = ? AND p.recipient_key = unhex(w.value ->> 0)";

  private static final String ROWS_OF_ORIGINS =
      "SELECT w.key AS n, r.id AS id, r.email AS email, r.metadata AS metadata"
          + " FROM json_each(?) w"
          + " CROSS JOIN batch b ON b.batch = w.value ->> 0 AND b.sender = ?"
          + " CROSS JOIN row r ON r.batch_no = b.no AND r.page = w.value ->> 1"
          + " AND r.line = w.value ->> 2";

  /** A token has the first four bytes of a row's key. */
  private static final String ROWS_OF_HITS =
      "SELECT w.key AS n, r.id AS id, r.email AS email, r.metadata AS metadata"
          + " FROM json_each(?) w"
          + " CROSS JOIN campaign c ON c.sender = ? AND c.name = w.value ->> 0"
          + " CROSS JOIN row_key k ON k.campaign_no = c.no"
          + " AND k.row_key >= unhex(w.value ->> 2 || '000000000000000000000000')"
          + " AND k.row_key <= unhex(w.value ->> 2 || 'ffffffffffffffffffffffff')"
          + " CROSS JOIN row r ON r.batch_no = k.batch_no AND r.page = k.page AND r.line = k.line"
          + " WHERE r.recipient_key = unhex(w.value ->> 1)";

  /** Tests own no ids; of several tests the newest. */
  private static final String ROWS_OF_TEST_HITS =
      "SELECT w.key AS n, r.id AS id, r.email AS email, r.metadata AS metadata"
          + " FROM json_each(?) w"
          + " CROSS JOIN campaign c ON c.sender = ? AND c.name = w.value ->> 0"
          + " CROSS JOIN row r ON r.recipient_key = unhex(w.value ->> 1)"
          + " CROSS JOIN batch b ON b.no = r.batch_no AND b.campaign_no = c.no"
          + " AND b.test_content IS NOT NULL"
          + " WHERE substr(r.row_key, 1, 4) = unhex(w.value ->> 2)"
          + " ORDER BY w.key, b.no, r.page, r.line";

  /** The first row of a recipient in a campaign. */
  private static final String ROWS_OF_RECIPIENTS =
      "SELECT w.key AS n, r.id AS id, r.email AS email, r.metadata AS metadata"
          + " FROM json_each(?) w"
          + " CROSS JOIN campaign c ON c.sender = ? AND c.name = w.value ->> 0"
          + " CROSS JOIN row r ON r.recipient_key = unhex(w.value ->> 1)"
          + " CROSS JOIN batch b ON b.no = r.batch_no AND b.campaign_no = c.no AND b.state = 2"
          + " AND b.test_content IS NULL"
          + " ORDER BY w.key, r.claim DESC, b.no DESC, r.page DESC, r.line DESC";

  /**
   * Who a thing is about.
   *
   * @param id as the sender knows it; the address key when the sender gave none
   */
  record Addressee(String id, String email, Map<String, String> metadata) {}

  /** A thing that happened to a recipient. */
  record Mention(RecipientKey recipient, TimelineEntry entry) {
    private Optional<List<?>> origin() {
      return Optional.ofNullable(entry.fields().get("origin"))
          .map(text -> text.toString().split("/", -1))
          .map(o -> List.of(o[0], Integer.parseInt(o[1]), Integer.parseInt(o[2])));
    }

    private Optional<List<?>> hit() {
      return Optional.ofNullable(entry.fields().get("row"))
          .map(hash -> List.of(entry.campaign(), hex(recipient), hash, entry.isTest()));
    }

    private Optional<List<?>> inCampaign() {
      return entry.campaign().isEmpty()
          ? Optional.empty()
          : Optional.of(List.of(entry.campaign(), hex(recipient)));
    }
  }

  private final Map<String, String> persons = new HashMap<>();
  private final Map<List<?>, Addressee> rows = new HashMap<>();

  private Addressees() {}

  /** Looks up all of them, with at most one query for each way in which things name a row. */
  static Addressees read(Session session, SenderId sender, Collection<Mention> mentions)
      throws SQLException {
    var all = new Addressees();
    if (mentions.isEmpty()) {
      return all;
    }
    var keys = mentions.stream().map(m -> List.of(hex(m.recipient()))).distinct().toList();
    Query.of(session, PERSONS)
        .text(TupleJson.write(keys))
        .text(sender.value())
        .each(row -> all.persons.put(row.getString("recipient"), row.getString("email")));
    var origins = new LinkedHashMap<List<?>, Mention>();
    var hits = new LinkedHashMap<List<?>, Mention>();
    var testHits = new LinkedHashMap<List<?>, Mention>();
    var campaigns = new LinkedHashMap<List<?>, Mention>();
    for (var mention : mentions) {
      var origin = mention.origin();
      var hit = mention.hit();
      if (origin.isPresent()) {
        origins.putIfAbsent(origin.get(), mention);
      } else if (hit.isPresent()) {
        (mention.entry().isTest() ? testHits : hits).putIfAbsent(hit.get(), mention);
      } else {
        mention.inCampaign().ifPresent(place -> campaigns.putIfAbsent(place, mention));
      }
    }
    all.find(session, ROWS_OF_ORIGINS, sender, List.copyOf(origins.keySet()));
    all.find(session, ROWS_OF_HITS, sender, List.copyOf(hits.keySet()));
    all.find(session, ROWS_OF_TEST_HITS, sender, List.copyOf(testHits.keySet()));
    all.find(session, ROWS_OF_RECIPIENTS, sender, List.copyOf(campaigns.keySet()));
    return all;
  }

  private void find(Session session, String sql, SenderId sender, List<List<?>> wanted)
      throws SQLException {
    if (!wanted.isEmpty()) {
      Query.of(session, sql)
          .text(TupleJson.write(wanted))
          .text(sender.value())
          .each(row -> rows.put(wanted.get(row.getInt("n")), addressee(row)));
    }
  }

  private static Addressee addressee(ResultSet row) throws SQLException {
    var email = row.getString("email");
    return new Addressee(
        Query.text(row, "id").orElseGet(() -> RowColumns.address(email).key()),
        email,
        RowJson.words(Query.text(row, "metadata")));
  }

  /** Empty for an erased person. A thing that names no row is about the address. */
  Optional<Addressee> of(Mention mention) {
    return Optional.ofNullable(persons.get(hex(mention.recipient())))
        .map(
            email ->
                mention
                    .origin()
                    .or(mention::hit)
                    .or(mention::inCampaign)
                    .flatMap(place -> Optional.ofNullable(rows.get(place)))
                    .orElseGet(
                        () -> new Addressee(RowColumns.address(email).key(), email, Map.of())));
  }

  private static String hex(RecipientKey key) {
    return HexFormat.of().formatHex(key.bytes());
  }
}
