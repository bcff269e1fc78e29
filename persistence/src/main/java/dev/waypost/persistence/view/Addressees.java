package dev.waypost.persistence.view;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.RowJson;
import dev.waypost.persistence.codec.TupleJson;
import dev.waypost.persistence.store.RowColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
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

  /** That a thing happened to a recipient. */
  record Mention(RecipientKey recipient, About about) {}

  private final Map<String, String> persons = new HashMap<>();
  private final Map<Mention, Addressee> rows = new HashMap<>();

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
    var origins = new Wanted(ROWS_OF_ORIGINS);
    var hits = new Wanted(ROWS_OF_HITS);
    var testHits = new Wanted(ROWS_OF_TEST_HITS);
    var campaigns = new Wanted(ROWS_OF_RECIPIENTS);
    for (var mention : new LinkedHashSet<>(mentions)) {
      var recipient = hex(mention.recipient());
      switch (mention.about()) {
        case About.Row(var campaign, var origin) ->
            origins.add(mention, List.of(origin.batch().value(), origin.page(), origin.line()));
        case About.Hit(var campaign, var hash) ->
            hits.add(mention, List.of(campaign, recipient, hex(hash)));
        case About.TestHit(var campaign, var hash) ->
            testHits.add(mention, List.of(campaign, recipient, hex(hash)));
        case About.Campaign(var campaign) -> campaigns.add(mention, List.of(campaign, recipient));
        case About.Batch batch -> {}
        case About.Address address -> {}
      }
    }
    for (var wanted : List.of(origins, hits, testHits, campaigns)) {
      all.find(session, wanted, sender);
    }
    return all;
  }

  /** What is looked up in one way: by the numbers of the mentions. */
  private static final class Wanted {
    private final String sql;
    private final List<Mention> mentions = new ArrayList<>();
    private final List<List<?>> tuples = new ArrayList<>();

    Wanted(String sql) {
      this.sql = sql;
    }

    void add(Mention mention, List<?> tuple) {
      mentions.add(mention);
      tuples.add(tuple);
    }
  }

  private void find(Session session, Wanted wanted, SenderId sender) throws SQLException {
    if (!wanted.mentions.isEmpty()) {
      Query.of(session, wanted.sql)
          .text(TupleJson.write(wanted.tuples))
          .text(sender.value())
          .each(row -> rows.put(wanted.mentions.get(row.getInt("n")), addressee(row)));
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
                Optional.ofNullable(rows.get(mention))
                    .orElseGet(
                        () -> new Addressee(RowColumns.address(email).key(), email, Map.of())));
  }

  private static String hex(int hash) {
    return HexFormat.of().toHexDigits(hash);
  }

  private static String hex(RecipientKey key) {
    return HexFormat.of().formatHex(key.bytes());
  }
}
