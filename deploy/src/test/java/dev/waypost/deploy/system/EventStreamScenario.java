package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender's tools follow what happens, while mail goes out and the node dies under them. */
final class EventStreamScenario {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PEOPLE = 120;
  private static final String HTML =
      """
      <p>Hello {{name}}</p>
      <a href="https://acme.example/offer">Offer</a>
      <a href="{{waypost.unsubscribeUrl}}">No more</a>
      """;

  @TempDir Path folder;

  /** Reads lines from its last checkpoint on, a page at a time. */
  private static final class LineReader {
    private final List<String> seen = new ArrayList<>();
    private String after = "";

    /** One page; whether it had events. */
    boolean read(Api api) throws Exception {
      var before = seen.size();
      var lines =
          api.get("/v1/events?limit=37" + (after.isEmpty() ? "" : "&after=" + after))
              .expect(200)
              .text()
              .lines()
              .toList();
      seen.addAll(lines.subList(0, lines.size() - 1));
      after = member(lines.getLast(), "offset");
      assertThat(member(lines.getLast(), "type")).isEqualTo("checkpoint");
      return seen.size() > before;
    }

    void readToTheEnd(Api api) throws Exception {
      while (read(api)) {}
    }
  }

  private static String member(String json, String name) throws Exception {
    return Json.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .at(name)
        .asText()
        .orElse("");
  }

  private static List<String> all(Api api) throws Exception {
    var lines = api.get("/v1/events").expect(200).text().lines().toList();
    return lines.subList(0, lines.size() - 1);
  }

  @Test
  void readers_overKillsAndRestarts_seeEverythingOnceInOneOrder() throws Exception {
    try (var sink = SmtpSink.start();
        var node = NodeProcess.in(folder.resolve("data"), sink).start().awaitReady();
        var live = LiveEvents.follow(node.api(), "/v1/events")) {
      var reader = new LineReader();
      node.api().campaign("spring", HTML);
      node.api().rows("spring", Api.people(1, PEOPLE)).expect(202);
      node.api().launch("spring");
      Await.until(SOON, "some mail", () -> sink.count() >= 20);
      reader.read(node.api());
      Await.until(SOON, "live events", () -> live.seen().size() >= 10);

      node.kill();
      node.start().awaitReady();
      reader.read(node.api());
      node.api().awaitState("spring", "finished", SOON);
      for (var i = 1; i <= 5; i++) {
        var person = node.api().get("/v1/campaigns/spring/recipients/c-" + i).expect(200).json();
        Browser.get(Recipients.links(person).getFirst()).expect(302);
        Browser.unsubscribe(person.at("unsubscribe").asText().orElseThrow()).expect(200);
      }
      reader.read(node.api());
      assertThat(node.stop()).as(node.said()).isZero();
      node.start().awaitReady();
      reader.readToTheEnd(node.api());
      awaitTypes(node.api(), "recipient.unsubscribed", 5);
      reader.readToTheEnd(node.api());

      var all = all(node.api());
      assertThat(reader.seen).isEqualTo(all);
      Await.until(SOON, "the live reader is there", () -> live.seen().size() >= all.size());
      assertThat(live.seen()).isEqualTo(all);
      assertThat(live.connections()).isGreaterThanOrEqualTo(3);
      assertThat(types(all).get("mailing.delivered")).isEqualTo(PEOPLE);
      assertGapless(all);
    }
  }

  private static void awaitTypes(Api api, String type, int count) throws Exception {
    Await.value(
        SOON, count + " of " + type, () -> types(all(api)).getOrDefault(type, 0), n -> n == count);
  }

  private static Map<String, Integer> types(List<String> lines) throws Exception {
    var types = new HashMap<String, Integer>();
    for (var line : lines) {
      types.merge(member(line, "type"), 1, Integer::sum);
    }
    return types;
  }

  private static void assertGapless(List<String> lines) throws Exception {
    var seqs = new HashMap<String, List<Long>>();
    for (var line : lines) {
      var event = Json.parse(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      event
          .at("email")
          .asText()
          .ifPresent(
              email ->
                  seqs.computeIfAbsent(email, e -> new ArrayList<>())
                      .add(event.at("seq").asLong()));
    }
    assertThat(seqs).hasSize(PEOPLE);
    seqs.forEach(
        (email, seq) ->
            assertThat(seq)
                .as(email)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, seq.size()).boxed().toList()));
  }

  @Test
  void events_ofOneRecipient_areThoseOfTheTimeline() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      api.campaign("spring", HTML);
      api.rows(
              "spring",
              "{\"id\": \"c-1\", \"email\": \"p1@example.com\", \"metadata\": {\"order\":"
                  + " \"17\"}}\n"
                  + "{\"email\": \"P2@example.com\"}\n")
          .expect(202);
      api.launch("spring");
      api.awaitState("spring", "finished", SOON);
      var person = api.get("/v1/campaigns/spring/recipients/c-1").expect(200).json();
      Browser.get(Recipients.links(person).getFirst()).expect(302);
      Browser.unsubscribe(person.at("unsubscribe").asText().orElseThrow()).expect(200);
      awaitTypes(api, "suppression.added", 1);

      var timeline =
          api.get("/v1/campaigns/spring/recipients/c-1").expect(200).json().at("timeline").asList();
      var own =
          api.get("/v1/events?campaign=spring").expect(200).lines().stream()
              .filter(e -> Recipients.text(e, "recipient", "c-1"))
              .toList();

      assertThat(own).hasSameSizeAs(timeline).hasSizeGreaterThanOrEqualTo(5);
      for (var i = 0; i < own.size(); i++) {
        for (var member :
            List.of("id", "type", "at", "campaign", "recipient", "email", "seq", "data")) {
          assertThat(own.get(i).at(member).print()).isEqualTo(timeline.get(i).at(member).print());
        }
        assertThat(own.get(i).at("email").asText()).contains("p1@example.com");
        assertThat(own.get(i).at("data", "metadata", "order").asText()).contains("17");
      }
      var other =
          api.get("/v1/events").expect(200).lines().stream()
              .filter(e -> Recipients.text(e, "type", "mailing.delivered"))
              .filter(e -> Recipients.text(e, "email", "P2@example.com"))
              .toList();
      assertThat(other).hasSize(1);
      assertThat(other.getFirst().at("recipient").asText()).contains("p2@example.com");
      assertThat(api.get("/v1/events?after=nonsense").expect(422).json().at("type").asText())
          .contains("/problems/invalid");
      assertThat(Api.sendAnywhere(api.request("/metrics").GET()).text())
          .contains("waypost_events_told_total", "waypost_event_streams 0.0")
          .contains("waypost_api_room_refused_total{of=\"exports\"} 0.0");
    }
  }

  /** What happens shows on an open stream when it does, long before the next heartbeat. */
  @Test
  void live_whatHappens_showsSoon() throws Exception {
    try (var sink = SmtpSink.start();
        var node =
            TestNode.start(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "events.heartbeat = 60 seconds");
        var live = LiveEvents.follow(node.api(), "/v1/events?campaign=spring")) {
      Await.until(SOON, "connected", () -> live.connections() == 1);

      node.api().campaign("spring", HTML);
      Await.until(SOON.dividedBy(2), "told", () -> live.seen().size() == 1);

      assertThat(member(live.seen().getFirst(), "type")).isEqualTo("campaign.created");
      node.close();
      Await.until(SOON, "the stream ends with the node, in order", () -> live.ends() == 1);
    }
  }
}
