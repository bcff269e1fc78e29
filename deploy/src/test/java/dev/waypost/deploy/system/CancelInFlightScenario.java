package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign that is cancelled while mails are under way: those finish, all others are over,
 * whether they wait, are deferred, or stand on pages that were never driven.
 */
final class CancelInFlightScenario {
  private static final int PEOPLE = 60;
  private static final int CONNECTIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SETTINGS =
      """
      delivery { connections = %d, retry { initial = 1 hour, max = 1 hour } }
      engine { page-rows = 10, active-pages = 2 }
      """
          .formatted(CONNECTIONS);

  private final AtomicInteger dots = new AtomicInteger();
  @TempDir Path folder;

  @Test
  void cancel_whileMailsAreUnderWay_letsThemFinishAndEndsTheRest() throws Exception {
    try (var sink = SmtpSink.start(this::answer);
        var node =
            TestNode.start(folder.resolve("data"), Map.of("WAYPOST_SMTP", sink.url()), SETTINGS)) {
      var api = node.api();
      api.campaign("spring", "<a href=\"https://acme.example/a\">A</a>");
      api.rows("spring", Api.people(1, PEOPLE)).expect(202);
      api.launch("spring");
      Await.until(LIMIT, "mails are under way", () -> dots.get() == CONNECTIONS);

      post(api, "cancel").expect(202);
      var cancelled = api.awaitState("spring", "cancelled", LIMIT);
      var settled =
          Recipients.awaitCount(api, "spring", "cancelled", PEOPLE - CONNECTIONS + 1, LIMIT);

      assertThat(sink.count()).isEqualTo(CONNECTIONS - 1);
      assertThat(dots).as("no mail was begun any more").hasValue(CONNECTIONS);
      assertThat(Recipients.count(settled, "delivered")).isEqualTo(CONNECTIONS - 1);
      assertThat(Recipients.sum(cancelled)).isEqualTo(PEOPLE);
      assertThat(Recipients.sum(settled)).isEqualTo(PEOPLE);
      assertThat(Recipients.count(settled, "accepted")).isEqualTo(PEOPLE);
      assertFinal(api);
      assertLinksWork(api, sink);
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  private static void assertFinal(Api api) throws Exception {
    for (var action : new String[] {"launch", "pause", "resume"}) {
      post(api, action).expect(409);
    }
    post(api, "cancel").expect(202);
    api.rows("spring", Api.people(PEOPLE + 1, PEOPLE + 2)).expect(409);
    assertThat(api.post(Recipients.path("spring", "c-1") + "/retry", "{}").status()).isEqualTo(409);
    assertThat(Recipients.count(api.campaign("spring"), "accepted")).isEqualTo(PEOPLE);
  }

  private static void assertLinksWork(Api api, SmtpSink sink) throws Exception {
    var mailed = sink.mails().getFirst().to();
    var read = api.get("/v1/campaigns/spring/recipients?email=" + mailed).expect(200).json();
    assertThat(read.at("state").asText()).contains("delivered");
    assertClick(read);
    var neverDriven = Recipients.of(api, "spring", "c-" + PEOPLE);
    assertThat(neverDriven.at("state").asText()).contains("cancelled");
    assertClick(neverDriven);
  }

  private static void assertClick(Json recipient) throws Exception {
    var click = Browser.get(Recipients.links(recipient).getFirst()).expect(302);
    assertThat(click.header("Location")).isEqualTo("https://acme.example/a");
  }

  private static Api.Answer post(Api api, String action) throws Exception {
    return api.post("/v1/campaigns/spring/" + action, "{}");
  }

  /** Three are deferred at once; the others take long, and every fourth of them fails then. */
  private Deed answer(SmtpSink.Moment moment) {
    if (moment.stage() == Stage.RCPT && moment.to().matches("p[123]@.*")) {
      return new Deed.Reply(451, "4.2.1 later");
    }
    if (moment.stage() != Stage.DOT) {
      return Script.ACCEPT.at(moment);
    }
    var fails = dots.incrementAndGet() % CONNECTIONS == 0;
    return new Deed.After(
        Duration.ofMillis(1500),
        fails ? new Deed.Reply(451, "4.3.0 no room") : Script.ACCEPT.at(moment));
  }
}
