package dev.waypost.persistence.upkeep;

import static dev.waypost.persistence.Stages.await;

import com.typesafe.config.ConfigFactory;
import dev.waypost.engine.campaign.CampaignEvent;
import dev.waypost.engine.campaign.CampaignPlan;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.MailingId;
import dev.waypost.engine.delivery.MailingOrder;
import dev.waypost.engine.delivery.Outcome;
import dev.waypost.engine.delivery.Reply;
import dev.waypost.engine.delivery.SmtpReplyText;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.Incarnation;
import dev.waypost.engine.id.Origin;
import dev.waypost.engine.id.RecipientId;
import dev.waypost.engine.id.RecipientKey;
import dev.waypost.engine.id.RowKey;
import dev.waypost.engine.recipient.Recipient;
import dev.waypost.engine.recipient.RecipientRequest;
import dev.waypost.persistence.BesideDatabase;
import dev.waypost.persistence.Dialect;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import dev.waypost.persistence.Session;
import dev.waypost.persistence.TestDatabase;
import dev.waypost.persistence.store.SampleRows;
import dev.waypost.persistence.view.Projection;
import dev.waypost.persistence.view.StreamRetention;
import dev.waypost.persistence.view.StreamSettings;
import dev.waypost.persistence.view.ViewSettings;
import dev.waypost.persistence.view.World;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a cut frees: {@code RetentionSize RECIPIENTS MAILS...}. So many recipients get so many
 * mails, each of another campaign, which are delivered at the first try; all are archived and cut.
 * Bytes of the whole file a recipient, in SQLite, compacted before and after.
 */
final class RetentionSize {
  private static final Duration LATER = Duration.ofDays(400);

  private RetentionSize() {}

  public static void main(String[] arguments) throws IOException {
    var recipients = Integer.parseInt(arguments[0]);
    for (var i = 1; i < arguments.length; i++) {
      measure(recipients, Integer.parseInt(arguments[i]));
    }
  }

  private static void measure(int recipients, int mails) throws IOException {
    var folder = Files.createTempDirectory("retention-size");
    try (var test = TestDatabase.open(folder);
        var beside = TestDatabase.beside(Dialect.SQLITE, folder, TestDatabase.SETTINGS)) {
      var database = test.database();
      for (var mail = 0; mail < mails; mail++) {
        var world = new World(mail, List.of());
        draft(world, mail);
        await(database.write(Lane.OTHER, new Archived(mail)::write));
        World.write(database, world.journal());
      }
      for (var from = 0; from < recipients; from += 1_000) {
        var world = new World(from, List.of());
        for (var n = from; n < Math.min(recipients, from + 1_000); n++) {
          live(world, n, mails);
        }
        World.write(database, world.journal());
      }
      var last = new World(0, List.of());
      draft(last, mails);
      World.write(database, last.journal());
      var clock = InstantSource.fixed(World.BEGIN.plus(LATER));
      var settings = ViewSettings.from(ConfigFactory.load().getConfig("waypost.view"));
      try (var projection = new Projection(database, settings, clock)) {
        await(projection.catchUp());
      }
      await(
          new StreamRetention(
                  database,
                  new StreamSettings(Duration.ofDays(1), Duration.ofMinutes(1), 100_000),
                  clock)
              .sweep());
      var before = size(beside);
      var nanos = System.nanoTime();
      var done =
          await(
              new Retention(beside, InstantSource.system())
                  .cut(
                      new Retention.Ages(
                          Optional.of(clock.instant()), Optional.empty(), Duration.ofDays(90)),
                      clock.instant(),
                      n -> {}));
      var seconds = (System.nanoTime() - nanos) / 1e9;
      var after = size(beside);
      System.out.printf(
          "%d mails each: %d bytes a recipient before, %d after; %d events cut in %.1f s%n",
          mails, before / recipients, after / recipients, done.recipients().cut(), seconds);
    }
  }

  private static CampaignId campaign(int mail) {
    return World.campaign("newsletter-" + mail);
  }

  private static void draft(World world, int mail) {
    var plan =
        new CampaignPlan(
            1, "d", World.TABLE, MailKind.BROADCAST, WhenInDoubt.RETRY, Optional.empty());
    world.happen(campaign(mail).persistenceId(), new CampaignEvent.Drafted(plan, World.BEGIN));
  }

  private static void live(World world, int n, int mails) {
    var key = new RecipientKey(n * 0x9E3779B97F4A7C15L, (short) n);
    var recipient = new RecipientId(World.SENDER, key);
    for (var mail = 0; mail < mails; mail++) {
      var origin = new Origin(SampleRows.batch("b" + mail), n / 500, n + 1);
      var mailing = new MailingId(origin, campaign(mail).name(), new RowKey(n, mail));
      var order =
          World.order(mailing, MailKind.BROADCAST, MailingOrder.Claim.OWNED, WhenInDoubt.RETRY);
      world.ask(recipient, new RecipientRequest.Begin(order, 1, new Incarnation(1), World.BEGIN));
      var reply =
          new Reply(
              250, "2.0.0", "mx.example.com", SmtpReplyText.redact("2.0.0 Ok: queued as 4F7A1"));
      world.ask(recipient, new RecipientRequest.Conclude(origin, 1, new Outcome.Delivered(reply)));
    }
    if (!world.states().getOrDefault(recipient, Recipient.EMPTY).knows(first(n))) {
      throw new IllegalStateException("recipient " + n + " got no mail");
    }
  }

  private static Origin first(int n) {
    return new Origin(SampleRows.batch("b0"), n / 500, n + 1);
  }

  /** A campaign whose rows are gone. */
  private record Archived(int mail) {
    int write(Session session) throws SQLException {
      Query.of(session, "INSERT INTO campaign(no, sender, name) VALUES (?, ?, ?)")
          .number(mail + 1)
          .text(World.SENDER.value())
          .text(campaign(mail).name())
          .update();
      return Query.of(
              session,
              "INSERT INTO batch(no, batch, sender, campaign_no, state, owner, pages, rows,"
                  + " rejected, duplicates, created_at, archived_at)"
                  + " VALUES (?, ?, ?, ?, 2, 0, 0, 0, 0, 0, 0, 1)")
          .number(mail + 1)
          .text(SampleRows.batch("b" + mail).value())
          .text(World.SENDER.value())
          .number(mail + 1)
          .update();
    }
  }

  private static long size(BesideDatabase database) {
    await(database.compact());
    return count(
        database, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
  }

  private static long count(BesideDatabase database, String sql) {
    return await(
        database.read(
            session -> Query.of(session, sql).first(row -> row.getLong(1)).orElseThrow()));
  }
}
