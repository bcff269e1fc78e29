package dev.waypost.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.report.CampaignCounts;
import dev.waypost.engine.report.PublicName;
import dev.waypost.engine.report.VerdictCounts;
import dev.waypost.engine.roster.Exports.ListedMailing;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Lines of an archive, in the words of the API: {@code campaign} first, a {@code recipient} for
 * each row, and {@code end}, without which it is not complete.
 */
public final class ArchiveJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ArchiveJson() {}

  /**
   * @param submission the content as the database has it
   * @param links the link table as the database has it
   */
  public static String campaign(
      CampaignId campaign,
      Instant endedAt,
      long accepted,
      CampaignCounts counts,
      Map<Integer, VerdictCounts> clicks,
      Optional<String> submission,
      Optional<String> links) {
    var line = MAPPER.createObjectNode().put("type", "campaign").put("campaign", campaign.name());
    line.put("endedAt", endedAt.toString());
    var recipients =
        line.putObject("recipients")
            .put("accepted", accepted)
            .put("waiting", accepted - counts.mailings().sum());
    counts.mailings().byState().forEach(recipients::put);
    var engagement = line.putObject("engagement");
    put(engagement.putObject("opens"), counts.opens());
    put(engagement.putObject("clicks"), counts.clicks());
    engagement.put("unsubscribed", counts.unsubscribed()).put("complained", counts.complained());
    var byLink = line.putArray("links");
    clicks.forEach((index, n) -> put(byLink.addObject().put("index", index), n));
    put(line, "linkTable", links);
    put(line, "content", submission);
    return print(line);
  }

  public static String recipient(ListedMailing mailing) {
    var line = MAPPER.createObjectNode().put("type", "recipient");
    var row = mailing.row();
    line.put("id", row.map(it -> it.id()).orElse(null));
    line.put("email", row.map(it -> it.email().toString()).orElse(null));
    line.put("name", row.flatMap(it -> it.name()).orElse(null));
    line.put("state", PublicName.of(mailing.state()));
    line.put("bounce", mailing.bounce().map(PublicName::of).orElse(null));
    line.put("reason", mailing.reason().orElse(null));
    row.ifPresent(
        it -> {
          line.set("data", MAPPER.valueToTree(it.fields()));
          line.set("metadata", MAPPER.valueToTree(it.metadata()));
        });
    return print(line);
  }

  public static String end(CampaignId campaign, long recipients) {
    return print(
        MAPPER
            .createObjectNode()
            .put("type", "end")
            .put("campaign", campaign.name())
            .put("recipients", recipients));
  }

  private static void put(ObjectNode to, VerdictCounts n) {
    to.put("human", n.human())
        .put("unknown", n.unknown())
        .put("machine", n.machine())
        .put("unique", n.unique());
  }

  /** A value that the database has as JSON text. */
  private static void put(ObjectNode to, String name, Optional<String> text) {
    try {
      to.set(name, text.isPresent() ? MAPPER.readTree(text.get()) : MAPPER.nullNode());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the content of a campaign is no JSON", e);
    }
  }

  private static String print(ObjectNode line) {
    try {
      return MAPPER.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
