package dev.waypost.http.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.CampaignAnswer.CampaignStanding;
import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.campaign.CampaignPhase;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.engine.send.Tracking;
import dev.waypost.http.problem.PublicNames;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What callers see of campaigns. */
public final class CampaignJson {
  private CampaignJson() {}

  /** The campaign object: all but the templates, with its state and figures. */
  public static byte[] write(CampaignStanding campaign) {
    return Json.bytes(tree(campaign));
  }

  /** A page of the list. */
  public static byte[] writeList(List<CampaignStanding> campaigns, Optional<String> next) {
    var json = Json.object();
    var list = json.putArray("campaigns");
    campaigns.forEach(c -> list.add(tree(c)));
    Json.put(json, "next", next);
    return Json.bytes(json);
  }

  /** The templates. */
  public static byte[] writeContent(CampaignSubmission submission) {
    var json = Json.object();
    Json.put(json, "html", submission.content().html());
    Json.put(json, "text", submission.content().text());
    return Json.bytes(json);
  }

  /** Clicks by link. */
  public static byte[] writeLinks(List<Link> links, Map<Integer, VerdictCounts> clicks) {
    var json = Json.object();
    var list = json.putArray("links");
    for (var link : links) {
      var entry = list.addObject().put("index", link.index()).put("url", link.url());
      writeCounts(entry.putObject("clicks"), clicks.getOrDefault(link.index(), VerdictCounts.NONE));
    }
    return Json.bytes(json);
  }

  private static ObjectNode tree(CampaignStanding campaign) {
    var json = Json.object().put("campaign", campaign.id().name());
    writeSubmission(json, campaign.submission());
    // A campaign shows as finished once its figures include the end.
    var isEndShown =
        campaign.phase() != CampaignPhase.FINISHED || campaign.counts().isFinishedSeen();
    json.put("state", PublicNames.of(isEndShown ? campaign.phase() : CampaignPhase.RUNNING));
    Json.putTime(json, "createdAt", Optional.of(campaign.createdAt()));
    Json.putTime(json, "scheduledAt", campaign.scheduledAt());
    Json.putTime(json, "launchedAt", campaign.launchedAt());
    Json.putTime(
        json, "finishedAt", isEndShown ? campaign.finishedAt() : Optional.<Instant>empty());
    Json.put(json, "stateReason", campaign.stateReason());
    var links = json.putArray("linkTable");
    for (var link : campaign.links()) {
      var entry = links.addObject().put("index", link.index()).put("url", link.url());
      entry.put("part", PublicNames.of(link.part()));
      Json.put(entry, "name", link.name());
    }
    writeFigures(json, campaign);
    return json;
  }

  private static void writeSubmission(ObjectNode json, CampaignSubmission submission) {
    var content = submission.content();
    json.put("kind", PublicNames.of(content.kind())).put("topic", submission.topic());
    var from = json.putObject("from");
    Json.put(from, "name", content.fromName());
    from.put("email", content.fromEmail().toString());
    content
        .replyTo()
        .ifPresentOrElse(
            replyTo -> {
              var entry = json.putObject("replyTo");
              Json.put(entry, "name", replyTo.name());
              entry.put("email", replyTo.email().toString());
            },
            () -> json.putNull("replyTo"));
    json.put("subject", content.subject());
    json.putObject("tracking")
        .put("clicks", content.clicks() == Tracking.ON)
        .put("opens", content.opens() == Tracking.ON);
    json.put("whenInDoubt", PublicNames.of(submission.whenInDoubt()));
    var links = json.putObject("links");
    Json.putTime(links, "expireAt", submission.expireLinksAt());
    Json.put(links, "fallbackUrl", submission.fallback().map(Object::toString));
    Json.putTime(json, "expireMailAt", submission.expireMailAt());
    var tags = json.putArray("tags");
    submission.tags().forEach(tags::add);
  }

  private static void writeFigures(ObjectNode json, CampaignStanding campaign) {
    var counts = campaign.counts();
    var recipients =
        json.putObject("recipients")
            .put("accepted", campaign.accepted())
            .put("waiting", campaign.waiting());
    counts.mailings().byState().forEach(recipients::put);
    var engagement = json.putObject("engagement");
    writeCounts(engagement.putObject("opens"), counts.opens());
    writeCounts(engagement.putObject("clicks"), counts.clicks());
    engagement.put("unsubscribed", counts.unsubscribed()).put("complained", counts.complained());
    json.put("inDoubtTotal", counts.inDoubtTotal());
    Json.putTime(json, "asOf", Optional.of(counts.asOf()));
  }

  private static void writeCounts(ObjectNode to, VerdictCounts counts) {
    to.put("human", counts.human())
        .put("unknown", counts.unknown())
        .put("machine", counts.machine())
        .put("unique", counts.unique());
  }
}
