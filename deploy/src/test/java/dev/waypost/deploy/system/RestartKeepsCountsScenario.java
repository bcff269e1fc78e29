package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is asked to end, and its successor on the same folder. */
final class RestartKeepsCountsScenario {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String HTML =
      "<p>Hello {{name}}</p> <a href=\"https://acme.example/a?c={{id}}\">A</a>";

  @TempDir Path folder;

  @Test
  void restart_afterSigterm_keepsEveryCountAndOldLinksWork() throws Exception {
    try (var sink = SmtpSink.start();
        var node = NodeProcess.in(folder.resolve("data"), sink).start().awaitReady()) {
      node.api().campaign("old", HTML);
      node.api().rows("old", Api.people(1, 20)).expect(202);
      node.api().launch("old");
      node.api().awaitState("old", "finished", SOON);
      Browser.get(link(node, "c-1")).expect(302);
      Browser.unsubscribe(unsubscribe(node, "c-2")).expect(200);
      var before = awaitClicks(node, 1);
      // These are in the log when the node ends, and perhaps nowhere else.
      for (var i = 3; i <= 12; i++) {
        Browser.get(linkInMail(sink, i)).expect(302);
      }

      assertThat(node.stop()).as(node.said()).isZero();
      var audit = node.audit();
      assertThat(audit.exit()).as(audit.said()).isZero();
      node.start().awaitReady();

      var after = awaitClicks(node, 11);
      assertThat(after.at("recipients").print()).isEqualTo(before.at("recipients").print());
      assertThat(after.at("state")).isEqualTo(before.at("state"));
      assertThat(after.at("finishedAt")).isEqualTo(before.at("finishedAt"));
      assertThat(after.at("engagement", "unsubscribed").asLong()).isEqualTo(1);
      assertThat(after.at("engagement", "clicks", "unique").asLong()).isEqualTo(11);
      node.api().get("/v1/suppressions/p2@example.com").expect(200);
      assertThat(link(node, "c-13")).isEqualTo(linkInMail(sink, 13));
      var old = Browser.get(linkInMail(sink, 13)).expect(302);
      assertThat(old.header("Location")).isEqualTo("https://acme.example/a?c=c-13");
      awaitClicks(node, 12);
      assertThat(sink.count()).isEqualTo(20);
      assertThat(node.stop()).as(node.said()).isZero();
      var last = node.audit();
      assertThat(last.exit()).as(last.said()).isZero();
      assertThat(node.said()).contains("Stopping: ", "Stopped.").doesNotContain("no seed-nodes");
    }
  }

  private static Json awaitClicks(NodeProcess node, long clicks) throws Exception {
    return Await.value(
        SOON,
        clicks + " clicks",
        () -> node.api().campaign("old"),
        c -> sum(c.at("engagement", "clicks")) == clicks);
  }

  private static long sum(Json verdicts) {
    return List.of("human", "unknown", "machine").stream()
        .mapToLong(v -> verdicts.at(v).asLong())
        .sum();
  }

  private static String link(NodeProcess node, String id) throws Exception {
    return recipient(node, id).at("links").asList().getFirst().at("tracked").asText().orElseThrow();
  }

  private static String unsubscribe(NodeProcess node, String id) throws Exception {
    return recipient(node, id).at("unsubscribe").asText().orElseThrow();
  }

  private static Json recipient(NodeProcess node, String id) throws Exception {
    return node.api().get("/v1/campaigns/old/recipients/" + id).expect(200).json();
  }

  private static String linkInMail(SmtpSink sink, int person) {
    var mail = sink.mailsTo("p" + person + "@example.com").getFirst();
    var html = org.jsoup.Jsoup.parse(mail.text().html().orElseThrow());
    return html.select("a[href*=/c/]").getFirst().attr("href");
  }
}
