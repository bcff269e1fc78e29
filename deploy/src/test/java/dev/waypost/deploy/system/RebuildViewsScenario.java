package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views that are made again say what they said before, beside the node and without it. */
final class RebuildViewsScenario {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PEOPLE = 40;

  @TempDir Path folder;

  @Test
  void rebuild_besideTheNodeAndWithoutIt_givesTheSame() throws Exception {
    try (var sink = SmtpSink.start();
        var node = NodeProcess.in(folder.resolve("data"), Map.of("WAYPOST_SMTP", sink.url()), "")) {
      node.start().awaitReady();
      var api = node.api();
      api.campaign("spring", "<a href=\"https://acme.example/{{id}}\">A</a>");
      api.rows("spring", Api.people(1, PEOPLE)).expect(202);
      api.put("/v1/suppressions/p3@example.com", "{}").expect(200);
      api.launch("spring");
      api.awaitState("spring", "finished", SOON);
      for (var n = 5; n <= 8; n++) {
        Browser.get(Recipients.links(Recipients.of(api, "spring", "c-" + n)).getFirst())
            .expect(302);
      }
      Await.until(SOON, "4 clicks", () -> clicks(api) == 4);
      var before = told(api);

      var beside = node.run("rebuild-views");

      assertThat(beside.exit()).as(beside.said()).isZero();
      assertThat(told(api)).isEqualTo(before);
      Browser.get(Recipients.links(Recipients.of(api, "spring", "c-9")).getFirst()).expect(302);
      Await.until(SOON, "the view goes on", () -> clicks(api) == 5);
      var after = told(api);
      assertThat(node.stop()).as(node.said()).isZero();
      var alone = node.run("rebuild-views");
      assertThat(alone.exit()).as(alone.said()).isZero();
      assertThat(node.audit().exit()).isZero();
      node.start().awaitReady();
      assertThat(told(api)).isEqualTo(after);
    }
  }

  private static long clicks(Api api) throws Exception {
    var clicks = api.campaign("spring").at("engagement", "clicks");
    return List.of("human", "unknown", "machine").stream()
        .mapToLong(verdict -> clicks.at(verdict).asLong())
        .sum();
  }

  /** All that a view says, word by word. */
  private static List<String> told(Api api) throws Exception {
    var told = new ArrayList<String>();
    told.add(api.campaign("spring").at("recipients").print());
    told.add(api.campaign("spring").at("engagement").print());
    for (var path :
        List.of(
            "/v1/events",
            "/v1/campaigns/spring/recipients",
            "/v1/campaigns/spring/links",
            "/v1/suppressions")) {
      told.add(api.get(path).expect(200).text());
    }
    return told;
  }
}
