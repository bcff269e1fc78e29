package dev.waypost.persistence.view;

import dev.waypost.engine.id.BatchId;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.id.SenderId;
import dev.waypost.persistence.codec.EventCodec;
import dev.waypost.persistence.codec.Samples;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/**
 * One campaign with as many recipients as one likes, each with a row, one mailing and one event, as
 * PostgreSQL makes them up itself. The view has seen them all.
 */
final class ManyRecipients {
  static final CampaignId CAMPAIGN = new CampaignId(SenderId.DEFAULT, "spring-sale");

  /** Rows of a batch, and of a page. */
  private static final int BATCH = 100_000;

  private static final int PAGE = 500;

  /** The number of their first event. */
  static final long FIRST = 1_000_000;

  private ManyRecipients() {}

  private static final List<String> TABLES =
      List.of(
          """
          INSERT INTO campaign(no, sender, name) VALUES (1000, 'default', 'spring-sale')
          ON CONFLICT(sender, name) DO UPDATE SET no = excluded.no
          """,
          """
          UPDATE batch SET campaign_no = 1000
          """,
          """
          UPDATE row_key SET campaign_no = 1000
          """,
          """
          INSERT INTO batch(no, batch, sender, campaign_no, state, owner, pages, rows, rejected,
            duplicates, created_at)
          SELECT b + 1000, lpad(b::text, 16, '-'), 'default', 1000, 2, 1, :batch / :page, :batch, 0, 0, 0
          FROM generate_series(0, (:n - 1) / :batch) b
          """,
          """
          INSERT INTO page(batch_no, page, rows, sealed)
          SELECT b + 1000, p, :page, 1 FROM generate_series(0, (:n - 1) / :batch) b
          CROSS JOIN generate_series(0, :batch / :page - 1) p
          """,
          """
          INSERT INTO row(batch_no, page, line, position, recipient_key, row_key, claim, id, email)
          SELECT 1000 + i / :batch, i % :batch / :page, i % :batch + 1, i % :page,
            substr(decode(md5(i::text), 'hex'), 1, 10), decode(md5('row' || i), 'hex'), 0, 'c-' || i,
            'p' || i || '@example.com'
          FROM generate_series(0, :n - 1) i
          """,
          """
          INSERT INTO row_key(campaign_no, row_key, batch_no, page, line)
          SELECT 1000, row_key, batch_no, page, line FROM row WHERE batch_no >= 1000
          """,
          """
          INSERT INTO person(sender, recipient_key, email)
          SELECT 'default', recipient_key, email FROM row WHERE batch_no >= 1000
          """,
          """
          INSERT INTO journal(ordering, persistence_id, seq_nr, slice, type, at, payload)
          SELECT i + :first, 'r|default|' || rtrim(translate(encode(
            substr(decode(md5(i::text), 'hex'), 1, 10), 'base64'), '+/', '-_'), '='),
            1, 0, :type, 1000000 + i, decode(:payload, 'hex')
          FROM generate_series(0, :n - 1) i
          """,
          """
          SELECT setval(pg_get_serial_sequence('journal', 'ordering'), :first + :n)
          """,
          """
          INSERT INTO stream_event(sender, ordering, campaign, seq)
          SELECT 'default', i + :first, 'spring-sale', 1 FROM generate_series(0, :n - 1) i
          """,
          """
          INSERT INTO batch_place(batch_no, campaign_no, place) SELECT no, 1000, no FROM batch
            WHERE no >= 1000
          """,
          """
          INSERT INTO page_state(campaign_no, state, place, page, n)
          SELECT 1000, 4, batch_no, page, rows FROM page WHERE batch_no >= 1000
          """,
          """
          INSERT INTO mailing(batch_no, page, line, state)
          SELECT batch_no, page, line, 4 FROM row WHERE batch_no >= 1000
          """,
          """
          INSERT INTO suppression(sender, recipient_key, reason, since)
          SELECT 'default', recipient_key, 1, 0 FROM row WHERE line % 50 = 0 AND batch_no >= 1000
          """,
          """
          INSERT INTO alarm(persistence_id, slice, due_at)
          SELECT 'p|default|' || batch_no || '|' || page, page % 1024, 4000000000000 FROM page
            WHERE batch_no >= 1000
          """,
          """
          INSERT INTO campaign_listing(sender, campaign, created_at, finished)
          VALUES ('default', 'spring-sale', 1000, 0)
          """,
          """
          INSERT INTO campaign_count(sender, campaign, figure, n)
          VALUES ('default', 'spring-sale', 3, :n), ('default', 'spring-sale', 11, :n)
          """,
          """
          INSERT INTO link_count(sender, campaign, link, human, unknown, machine, uniq)
          SELECT 'default', 'spring-sale', l, 1, 1, 1, 1 FROM generate_series(0, 20) l
          """,
          """
          UPDATE view_offset SET ordering = :first + :n, at = 1000000 + :n WHERE state = 0
          """);

  /** Fills an empty database that has our schema. Gathers no statistics. */
  static void fill(Connection database, long n) throws SQLException {
    var event = new EventCodec().encode(Samples.delivered());
    try (var statement = database.createStatement()) {
      for (var text : TABLES) {
        statement.execute(
            text.replace(":first", Long.toString(FIRST))
                .replace(":n", Long.toString(n))
                .replace(":batch", Integer.toString(BATCH))
                .replace(":page", Integer.toString(PAGE))
                .replace(":type", Integer.toString(event.type().code()))
                .replace(":payload", "'" + HexFormat.of().formatHex(event.bytes()) + "'"));
      }
    }
  }

  static Origin origin(long i) {
    var batch = Long.toString(i / BATCH);
    return new Origin(
        new BatchId("-".repeat(16 - batch.length()) + batch),
        (int) (i % BATCH) / PAGE,
        (int) (i % BATCH) + 1);
  }

  static RecipientId recipient(Connection database, long i) throws SQLException {
    return new RecipientId(
        SenderId.DEFAULT,
        RecipientKey.of(bytes(database, "substr(decode(md5('" + i + "'), 'hex'), 1, 10)")));
  }

  static RowKey row(Connection database, long i) throws SQLException {
    return RowKey.of(bytes(database, "decode(md5('row" + i + "'), 'hex')"));
  }

  private static byte[] bytes(Connection database, String expression) throws SQLException {
    try (var statement = database.createStatement();
        var row = statement.executeQuery("SELECT " + expression)) {
      row.next();
      return row.getBytes(1);
    }
  }
}
