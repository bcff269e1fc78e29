package dev.waypost.persistence.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.engine.id.CampaignId;
import dev.waypost.engine.id.LinkTableId;
import dev.waypost.engine.id.SenderId;
import dev.waypost.engine.link.Link;
import dev.waypost.engine.link.LinkTable;
import dev.waypost.persistence.codec.ContentJson.Json;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;

/** A link table as JSON text. Names are for ever; fields may be added. */
public final class LinkTableJson {
  private static final ObjectMapper MAPPER = new JsonMapper();

  private LinkTableJson() {}

  public static String write(LinkTable table) {
    var node = MAPPER.createObjectNode();
    node.put("id", table.id().toString());
    node.put("sender", table.campaign().sender().value());
    node.put("campaign", table.campaign().name());
    table.expireAt().ifPresent(at -> node.put("expireAt", at.toString()));
    table.fallback().ifPresent(uri -> node.put("fallback", uri.toString()));
    var links = node.putArray("links");
    for (var link : table.links()) {
      var entry = links.addObject();
      entry.put("url", link.url());
      entry.put("part", link.part().name());
      link.name().ifPresent(name -> entry.put("name", name));
    }
    return node.toString();
  }

  public static LinkTable read(String text) {
    var node = Json.parse(MAPPER, text);
    var links = new ArrayList<Link>();
    for (var entry : node.path("links")) {
      links.add(link(links.size(), entry));
    }
    return new LinkTable(
        LinkTableId.parse(Json.text(node, "id")),
        new CampaignId(new SenderId(Json.text(node, "sender")), Json.text(node, "campaign")),
        links,
        Json.optional(node, "expireAt").map(Instant::parse),
        Json.optional(node, "fallback").map(URI::create));
  }

  private static Link link(int index, JsonNode entry) {
    return new Link(
        index,
        Json.text(entry, "url"),
        Link.Part.valueOf(Json.text(entry, "part")),
        Json.optional(entry, "name"));
  }
}
