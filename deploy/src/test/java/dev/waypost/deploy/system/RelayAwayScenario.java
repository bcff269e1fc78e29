package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay that is away, or does not want us, is the relay's fault and no recipient's. */
final class RelayAwayScenario {
  private static final int PEOPLE = 30;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SETTINGS =
      "engine { reconnect-min = 200 ms, reconnect-max = 500 ms }";
  private static final String PASSWORD = "open-sesame";

  @TempDir Path folder;

  @Test
  void mails_whileTheRelayIsAway_waitAndGoWhenItIsBack() throws Exception {
    var port = NodeProcess.freePort();
    try (var node =
        TestNode.start(
            folder.resolve("data"), Map.of("WAYPOST_SMTP", "smtp://127.0.0.1:" + port), SETTINGS)) {
      var api = node.api();
      launch(api);
      var reason = awaitDegraded(api);
      assertThat(reason).contains("no mail goes out", "127.0.0.1:" + port);
      assertNobodyWasTried(api);

      try (var sink = SmtpSink.start(port, Script.ACCEPT)) {
        assertEverybodyIsMailed(node, sink);
      }
    }
  }

  @Test
  void mails_whileTheRelayRefusesThePassword_waitUntilItTakesIt() throws Exception {
    try (var sink = SmtpSink.start(login(new Deed.Reply(535, "5.7.8 wrong password")));
        var node =
            TestNode.start(
                folder.resolve("data"),
                Map.of(
                    "WAYPOST_SMTP",
                    sink.url(),
                    "WAYPOST_SMTP_USER",
                    "acme",
                    "WAYPOST_SMTP_PASSWORD",
                    PASSWORD),
                SETTINGS)) {
      var api = node.api();
      launch(api);
      var reason = awaitDegraded(api);
      assertThat(reason).contains("refused to log us in", "check smtp user and password");
      assertThat(reason).doesNotContain(PASSWORD);
      assertNobodyWasTried(api);

      sink.script(login(new Deed.Reply(235, "2.7.0 welcome")));
      assertEverybodyIsMailed(node, sink);
    }
  }

  private static void launch(Api api) throws Exception {
    api.campaign("spring", "<p>Hello {{name}}</p>");
    api.rows("spring", Api.people(1, PEOPLE)).expect(202);
    api.launch("spring");
  }

  /** Still ready: clicks are answered, and the API takes more. */
  private static String awaitDegraded(Api api) throws Exception {
    var health =
        Await.value(
            LIMIT,
            "health is degraded",
            () -> health(api),
            h -> Recipients.text(h, "status", "degraded"));
    return health.at("reasons").asList().getFirst().asText().orElseThrow();
  }

  private static void assertNobodyWasTried(Api api) throws Exception {
    assertThat(Recipients.count(api.campaign("spring"), "waiting")).isEqualTo(PEOPLE);
    var first = Recipients.of(api, "spring", "c-1");
    assertThat(first.at("state").asText()).contains("waiting");
    assertThat(first.at("attempts").asList()).isEmpty();
  }

  private static void assertEverybodyIsMailed(TestNode node, SmtpSink sink) throws Exception {
    var api = node.api();
    var finished = api.awaitState("spring", "finished", LIMIT);
    assertThat(Recipients.count(finished, "delivered")).isEqualTo(PEOPLE);
    assertThat(sink.mails().stream().map(SmtpSink.Mail::to))
        .containsExactlyInAnyOrderElementsOf(Recipients.addresses(1, PEOPLE).toList());
    assertThat(health(api).at("status").asText()).contains("ok");
    assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
  }

  private static Json health(Api api) throws Exception {
    return api.get("/health/ready").expect(200).json();
  }

  private static Script login(Deed deed) {
    return moment ->
        switch (moment.stage()) {
          case EHLO -> new Deed.Reply(250, "sink.localhost\nAUTH PLAIN LOGIN");
          case AUTH -> deed;
          case CONNECT, MAIL, RCPT, DATA, DOT -> Script.ACCEPT.at(moment);
        };
  }
}
