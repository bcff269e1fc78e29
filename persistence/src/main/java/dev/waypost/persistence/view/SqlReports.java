package dev.waypost.persistence.view;

import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.report.CampaignCounts;
import dev.waypost.engine.report.MailingCounts;
import dev.waypost.engine.report.Reports;
import dev.waypost.engine.report.Timeline;
import dev.waypost.engine.report.TimelineQuery;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.persistence.ReadableDatabase;
import dev.waypost.persistence.codec.EventCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Answers from the figures, and histories of mailings. */
public final class SqlReports implements Reports {
  private final ReadableDatabase database;
  private final Freshness freshness;
  private final EventCodec codec = new EventCodec();

  /**
   * @param freshness what is known of the view beyond its last event; the projection when it runs
   *     in this process
   */
  public SqlReports(ReadableDatabase database, Freshness freshness) {
    this.database = database;
    this.freshness = freshness;
  }

  @Override
  public CompletionStage<CampaignCounts> campaign(CampaignId campaign) {
    var complete = freshness.completeUntil(); // before the figures are read, so it holds for them
    return database.read(session -> campaign(Tables.shown(session), campaign, complete));
  }

  private static CampaignCounts campaign(Tables tables, CampaignId campaign, Instant complete)
      throws SQLException {
    var figures = new EnumMap<Figure, Long>(Figure.class);
    tables
        .query("SELECT figure, n FROM campaign_count WHERE sender = ? AND campaign = ?")
        .text(campaign.sender().value())
        .text(campaign.name())
        .each(row -> figures.put(Figure.ofCode(row.getInt(1)), row.getLong(2)));
    var at = tables.offset().at();
    return counts(figures, isFinished(tables, campaign), at.isAfter(complete) ? at : complete);
  }

  private static boolean isFinished(Tables tables, CampaignId campaign) throws SQLException {
    return tables
        .query("SELECT finished FROM campaign_listing WHERE sender = ? AND campaign = ?")
        .text(campaign.sender().value())
        .text(campaign.name())
        .first(row -> row.getInt(1) == 1)
        .orElse(false);
  }

  private static CampaignCounts counts(Map<Figure, Long> n, boolean isFinished, Instant asOf) {
    return new CampaignCounts(
        mailings(n),
        new VerdictCounts(
            of(n, Figure.OPENS_HUMAN),
            of(n, Figure.OPENS_UNKNOWN),
            of(n, Figure.OPENS_MACHINE),
            of(n, Figure.OPENS_UNIQUE)),
        new VerdictCounts(
            of(n, Figure.CLICKS_HUMAN),
            of(n, Figure.CLICKS_UNKNOWN),
            of(n, Figure.CLICKS_MACHINE),
            of(n, Figure.CLICKS_UNIQUE)),
        of(n, Figure.UNSUBSCRIBED),
        of(n, Figure.COMPLAINED),
        of(n, Figure.IN_DOUBT_TOTAL),
        isFinished,
        asOf);
  }

  static MailingCounts mailings(Map<Figure, Long> n) {
    return new MailingCounts(
        of(n, Figure.ATTEMPTING),
        of(n, Figure.DEFERRED),
        of(n, Figure.DELIVERED),
        of(n, Figure.BOUNCED),
        of(n, Figure.EXPIRED),
        of(n, Figure.SUPPRESSED),
        of(n, Figure.DUPLICATE),
        of(n, Figure.FAILED),
        of(n, Figure.CANCELLED),
        of(n, Figure.IN_DOUBT));
  }

  static long of(Map<Figure, Long> n, Figure figure) {
    return n.getOrDefault(figure, 0L);
  }

  @Override
  public CompletionStage<Map<Integer, VerdictCounts>> links(CampaignId campaign) {
    return database.read(
        session -> {
          var links = new LinkedHashMap<Integer, VerdictCounts>();
          Tables.shown(session)
              .query(
                  "SELECT link, human, unknown, machine, uniq FROM link_count"
                      + " WHERE sender = ? AND campaign = ? ORDER BY link")
              .text(campaign.sender().value())
              .text(campaign.name())
              .each(row -> links.put(row.getInt(1), verdicts(row)));
          return links;
        });
  }

  private static VerdictCounts verdicts(ResultSet row) throws SQLException {
    return new VerdictCounts(
        row.getLong("human"), row.getLong("unknown"), row.getLong("machine"), row.getLong("uniq"));
  }

  @Override
  public CompletionStage<List<CampaignListing>> campaigns(
      SenderId sender, Optional<CampaignListing> after, int limit) {
    return database.read(
        session -> new CampaignList(Tables.shown(session), codec, sender).read(after, limit));
  }

  @Override
  public CompletionStage<Timeline> timeline(TimelineQuery query) {
    return database.read(session -> MailingHistory.read(Tables.shown(session), codec, query));
  }
}
