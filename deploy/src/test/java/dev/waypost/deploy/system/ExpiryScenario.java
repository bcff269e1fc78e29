package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An offer that ends: its links lead elsewhere afterwards, and its mails are not sent too late. */
final class ExpiryScenario {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HTML =
      """
      <a href="https://acme.example/offer">Offer</a> <a href="https://acme.example/{{id}}">Yours</a>
      <a href="{{waypost.unsubscribeUrl}}">No more</a>
      """;

  @TempDir Path folder;

  @Test
  void links_onceExpired_leadToTheFallbackOrSaySo() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      var end = Instant.now().plusSeconds(4);
      send(api, "with", fallback(end, "https://acme.example/over?a=1"));
      send(api, "without", links(end));
      send(api, "open", Map.of());

      var early = Browser.get(link(api, "with", 0)).expect(302);
      Await.until(SOON, "the offer ends", () -> Instant.now().isAfter(end.plusMillis(50)));
      var late = Browser.get(link(api, "with", 0)).expect(302);
      var merged = Browser.get(link(api, "with", 1)).expect(302);
      var gone = Browser.get(link(api, "without", 1)).expect(410);
      var still = Browser.get(link(api, "open", 1)).expect(302);

      assertThat(early.header("Location")).isEqualTo("https://acme.example/offer");
      assertThat(late.header("Location")).isEqualTo("https://acme.example/over?a=1");
      assertThat(merged.header("Location")).isEqualTo("https://acme.example/over?a=1");
      assertThat(gone.header("Content-Language")).isEqualTo("hu");
      assertThat(still.header("Location")).isEqualTo("https://acme.example/c-1");
      var with = Recipients.of(api, "with", "c-1");
      Browser.get(with.at("unsubscribe").asText().orElseThrow()).expect(200);
      Browser.get(with.at("pixel").asText().orElseThrow()).expect(200);
      var shown = api.campaign("with").at("links");
      assertThat(shown.at("fallbackUrl").asText()).contains("https://acme.example/over?a=1");
      assertThat(Instant.parse(shown.at("expireAt").asText().orElseThrow()))
          .isEqualTo(end.truncatedTo(ChronoUnit.MILLIS));
    }
  }

  @Test
  void mails_pastTheirTime_expireWithoutAnAttemptMore() throws Exception {
    try (var sink =
            SmtpSink.start(
                moment ->
                    moment.stage() == Stage.RCPT
                        ? new Deed.Reply(450, "4.2.1 later")
                        : Script.ACCEPT.at(moment));
        var node =
            TestNode.start(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "delivery { retry { initial = 500 ms, factor = 1, max = 500 ms, give-up = 1 h }"
                    + " }")) {
      var api = node.api();
      var past = expireMailAt(Instant.parse("2001-01-01T00:00:00Z"));
      send(api, "late", past);
      var end = Instant.now().plusSeconds(3);
      send(api, "soon", expireMailAt(end));

      var late = Recipients.of(api, "late", "c-1");
      var soon = Recipients.of(api, "soon", "c-1");
      assertThat(late.at("state").asText()).contains("expired");
      assertThat(late.at("attempts").asList()).isEmpty();
      assertThat(soon.at("state").asText()).contains("expired");
      assertThat(soon.at("attempts").asList()).isNotEmpty();
      for (var attempt : soon.at("attempts").asList()) {
        assertThat(Instant.parse(attempt.at("at").asText().orElseThrow())).isBefore(end);
      }
      assertThat(sink.mails()).isEmpty();
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  private static void send(Api api, String campaign, Map<String, Json> more) throws Exception {
    api.put("/v1/campaigns/" + campaign, Api.broadcast(HTML, more)).expect(201);
    api.rows(campaign, Api.people(1, 1)).expect(202);
    api.launch(campaign);
    api.awaitState(campaign, "finished", SOON);
  }

  private static String link(Api api, String campaign, int index) throws Exception {
    return Recipients.links(Recipients.of(api, campaign, "c-1")).get(index);
  }

  private static Map<String, Json> links(Instant end) {
    return Map.of("links", Json.object(Map.of("expireAt", Json.text(end.toString()))));
  }

  private static Map<String, Json> fallback(Instant end, String url) {
    var members = Map.of("expireAt", Json.text(end.toString()), "fallbackUrl", Json.text(url));
    return Map.of("links", Json.object(members));
  }

  private static Map<String, Json> expireMailAt(Instant at) {
    return Map.of("expireMailAt", Json.text(at.toString()));
  }
}
