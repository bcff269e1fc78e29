package dev.waypost.persistence.view;

import static dev.waypost.persistence.store.BulkSql.Kind.BYTES;
import static dev.waypost.persistence.store.BulkSql.Kind.NUMBER;
import static dev.waypost.persistence.store.BulkSql.Kind.TEXT;

import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.codec.RowJson;
import dev.waypost.persistence.store.Bulk;
import dev.waypost.persistence.store.BulkSql;
import dev.waypost.persistence.store.RowColumns;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who things are about, in the sender's words: persons and rows, looked up for many things at once
 * when they are told. Nothing of it is kept with the events, so whoever is deleted here is gone.
 */
final class Addressees {
  private static final int ROW_KEY_BYTES = 16;

  private static final String SEEN =
      "SELECT {n} AS n, r.id AS id, r.email AS email, r.metadata AS metadata";

  private static final BulkSql PERSONS =
      BulkSql.select(
          "SELECT {n} AS n, p.email AS email FROM {list}"
              + " {join person p ON p.sender = ? AND p.recipient_key = {0}}",
          BYTES);

  private static final BulkSql ROWS_OF_ORIGINS =
      BulkSql.select(
          SEEN
              + " FROM {list} {join batch b ON b.batch = {0} AND b.sender = ?}"
              + " {join row r ON r.batch_no = b.no AND r.page = {1} AND r.line = {2}}",
          TEXT,
          NUMBER,
          NUMBER);

  /** A token has the first four bytes of a row's key: a campaign, a recipient, from and to. */
  private static final BulkSql ROWS_OF_HITS =
      BulkSql.select(
          SEEN
              + " FROM {list} {join campaign c ON c.sender = ? AND c.name = {0}}"
              + " {join row_key k ON k.campaign_no = c.no"
              + " AND k.row_key >= {2} AND k.row_key <= {3}}"
              + " {join row r ON r.batch_no = k.batch_no AND r.page = k.page AND r.line = k.line"
              + " AND r.recipient_key = {1}}",
          TEXT,
          BYTES,
          BYTES,
          BYTES);

  /** Tests own no ids; of several tests the newest. */
  private static final BulkSql ROWS_OF_TEST_HITS =
      BulkSql.select(
          SEEN
              + " FROM {list} {join campaign c ON c.sender = ? AND c.name = {0}}"
              + " {join row r ON r.recipient_key = {1}}"
              + " {join batch b ON b.no = r.batch_no AND b.campaign_no = c.no"
              + " AND b.test_content IS NOT NULL}"
              + " WHERE substr(r.row_key, 1, 4) = {2}"
              + " ORDER BY {n}, b.no, r.page, r.line",
          TEXT,
          BYTES,
          BYTES);

  /** The first row of a recipient in a campaign. */
  private static final BulkSql ROWS_OF_RECIPIENTS =
      BulkSql.select(
          SEEN
              + " FROM {list} {join campaign c ON c.sender = ? AND c.name = {0}}"
              + " {join row r ON r.recipient_key = {1}}"
              + " {join batch b ON b.no = r.batch_no AND b.campaign_no = c.no AND b.state = 2"
              + " AND b.test_content IS NULL}"
              + " ORDER BY {n}, r.claim DESC, b.no DESC, r.page DESC, r.line DESC",
          TEXT,
          BYTES);

  /**
   * Who a thing is about.
   *
   * @param id as the sender knows it; the address key when the sender gave none
   */
  record Addressee(String id, String email, Map<String, String> metadata) {}

  /** That a thing happened to a recipient. */
  record Mention(RecipientKey recipient, About about) {}

  private final Map<RecipientKey, String> persons = new HashMap<>();
  private final Map<Mention, Addressee> rows = new HashMap<>();
  private final Set<Mention> erased = new HashSet<>();

  private Addressees() {}

  /** Looks up all of them, with at most one query for each way in which things name a row. */
  static Addressees read(Session session, SenderId sender, Collection<Mention> mentions)
      throws SQLException {
    var all = new Addressees();
    if (mentions.isEmpty()) {
      return all;
    }
    all.findPersons(session, sender, mentions.stream().map(Mention::recipient).distinct().toList());
    var origins = new Wanted(ROWS_OF_ORIGINS.in(session));
    var hits = new Wanted(ROWS_OF_HITS.in(session));
    var testHits = new Wanted(ROWS_OF_TEST_HITS.in(session));
    var campaigns = new Wanted(ROWS_OF_RECIPIENTS.in(session));
    for (var mention : new LinkedHashSet<>(mentions)) {
      var recipient = mention.recipient().bytes();
      switch (mention.about()) {
        case About.Row(var campaign, var origin) ->
            origins
                .add(mention)
                .text(origin.batch().value())
                .number(origin.page())
                .number(origin.line())
                .more();
        case About.Hit(var campaign, var hash) ->
            hits.add(mention)
                .text(campaign)
                .bytes(recipient)
                .bytes(rowKey(hash, 0))
                .bytes(rowKey(hash, -1))
                .more();
        case About.TestHit(var campaign, var hash) ->
            testHits.add(mention).text(campaign).bytes(recipient).bytes(bytes(hash)).more();
        case About.Campaign(var campaign) ->
            campaigns.add(mention).text(campaign).bytes(recipient).more();
        case About.Batch batch -> {}
        case About.Address address -> {}
      }
    }
    for (var wanted : List.of(origins, hits, testHits, campaigns)) {
      all.find(wanted, sender);
    }
    return all;
  }

  private void findPersons(Session session, SenderId sender, List<RecipientKey> keys)
      throws SQLException {
    var wanted = PERSONS.in(session);
    keys.forEach(key -> wanted.bytes(key.bytes()).more());
    wanted
        .asked()
        .text(sender.value())
        .each(row -> persons.put(keys.get(row.getInt("n")), row.getString("email")));
  }

  /** What is looked up in one way: by the numbers of the mentions. */
  private static final class Wanted {
    private final Bulk list;
    private final List<Mention> mentions = new ArrayList<>();

    Wanted(Bulk list) {
      this.list = list;
    }

    /** The list, for the words that name the mention. */
    Bulk add(Mention mention) {
      mentions.add(mention);
      return list;
    }
  }

  private void find(Wanted wanted, SenderId sender) throws SQLException {
    if (!wanted.mentions.isEmpty()) {
      wanted
          .list
          .asked()
          .text(sender.value())
          .each(row -> put(wanted.mentions.get(row.getInt("n")), row));
    }
  }

  private void put(Mention mention, ResultSet row) throws SQLException {
    if (RowColumns.isErased(row)) {
      rows.remove(mention);
      erased.add(mention);
    } else {
      rows.put(mention, addressee(row));
      erased.remove(mention);
    }
  }

  private static Addressee addressee(ResultSet row) throws SQLException {
    var email = row.getString("email");
    return new Addressee(
        Query.text(row, "id").orElseGet(() -> RowColumns.address(email).key()),
        email,
        RowJson.words(Query.text(row, "metadata")));
  }

  /**
   * Empty for an erased person, also when the address has come in again since. A thing that names
   * no row is about the address.
   */
  Optional<Addressee> of(Mention mention) {
    if (erased.contains(mention)) {
      return Optional.empty();
    }
    return Optional.ofNullable(persons.get(mention.recipient()))
        .map(
            email ->
                Optional.ofNullable(rows.get(mention))
                    .orElseGet(
                        () -> new Addressee(RowColumns.address(email).key(), email, Map.of())));
  }

  private static byte[] bytes(int hash) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(hash).array();
  }

  /** The first or the last of all keys that begin with that hash. */
  private static byte[] rowKey(int hash, long rest) {
    return ByteBuffer.allocate(ROW_KEY_BYTES).putInt(hash).putInt((int) rest).putLong(rest).array();
  }
}
