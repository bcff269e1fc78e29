package dev.waypost.persistence.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.engine.CampaignSubmission;
import dev.waypost.engine.delivery.MailKind;
import dev.waypost.engine.delivery.WhenInDoubt;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.send.CampaignContent;
import dev.waypost.engine.send.Tracking;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A version of a campaign as JSON text. Names are for ever: fields may be added, and what an older
 * text does not have is absent.
 */
public final class ContentJson {
  private static final ObjectMapper MAPPER = new JsonMapper();

  private ContentJson() {}

  public static String write(CampaignSubmission submission) {
    var node = MAPPER.createObjectNode();
    var content = submission.content();
    node.put("kind", content.kind().name());
    put(node, "fromName", content.fromName());
    node.put("fromEmail", content.fromEmail().toString());
    content
        .replyTo()
        .ifPresent(
            replyTo -> {
              put(node, "replyToName", replyTo.name());
              node.put("replyToEmail", replyTo.email().toString());
            });
    node.put("subject", content.subject());
    put(node, "html", content.html());
    put(node, "text", content.text());
    node.put("clicks", content.clicks().name());
    node.put("opens", content.opens().name());
    node.put("topic", submission.topic());
    node.put("whenInDoubt", submission.whenInDoubt().name());
    put(node, "expireLinksAt", submission.expireLinksAt().map(Instant::toString));
    put(node, "fallback", submission.fallback().map(URI::toString));
    put(node, "expireMailAt", submission.expireMailAt().map(Instant::toString));
    var tags = node.putArray("tags");
    submission.tags().forEach(tags::add);
    return node.toString();
  }

  public static CampaignSubmission read(String text) {
    var node = Json.parse(MAPPER, text);
    var content =
        new CampaignContent(
            MailKind.valueOf(Json.text(node, "kind")),
            Json.optional(node, "fromName"),
            address(Json.text(node, "fromEmail")),
            Json.optional(node, "replyToEmail")
                .map(
                    email ->
                        new CampaignContent.ReplyTo(
                            Json.optional(node, "replyToName"), address(email))),
            Json.text(node, "subject"),
            Json.optional(node, "html"),
            Json.optional(node, "text"),
            Tracking.valueOf(Json.text(node, "clicks")),
            Tracking.valueOf(Json.text(node, "opens")));
    var tags = new ArrayList<String>();
    node.path("tags").forEach(tag -> tags.add(tag.asText()));
    return new CampaignSubmission(
        content,
        Json.text(node, "topic"),
        WhenInDoubt.valueOf(Json.text(node, "whenInDoubt")),
        Json.optional(node, "expireLinksAt").map(Instant::parse),
        Json.optional(node, "fallback").map(URI::create),
        Json.optional(node, "expireMailAt").map(Instant::parse),
        tags);
  }

  /** A stored address, which was checked when it came in. */
  private static EmailAddress address(String text) {
    var at = text.lastIndexOf('@');
    return new EmailAddress(text.substring(0, at), text.substring(at + 1));
  }

  private static void put(ObjectNode node, String name, Optional<String> value) {
    value.ifPresent(text -> node.put(name, text));
  }

  /** Reading by name, with the name in the complaint. */
  static final class Json {
    private Json() {}

    static JsonNode parse(ObjectMapper mapper, String text) {
      try {
        return mapper.readTree(text);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a stored text is no JSON", e);
      }
    }

    static String text(JsonNode node, String name) {
      return optional(node, name)
          .orElseThrow(() -> new IllegalStateException("a stored text has no '" + name + "'"));
    }

    static Optional<String> optional(JsonNode node, String name) {
      var value = node.path(name);
      return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }
  }
}
