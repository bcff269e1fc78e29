package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.NodeDoor;
import dev.waypost.deploy.command.CommandLineRun;
import dev.waypost.deploy.setting.LayeredSettings;
import dev.waypost.persistence.Lane;
import dev.waypost.persistence.Query;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A campaign is sent, clicked, archived, and half a year goes by; then its events leave the journal
 * beside the running node. Nobody is mailed again, and late clicks and unsubscribes count.
 */
final class RetainScenario {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PEOPLE = 30;
  private static final String HTML =
      "<a href=\"https://acme.example/{{id}}\">A</a> <a href=\"{{waypost.unsubscribeUrl}}\">B</a>";
  private static final String SWEEPS = "view.stream.sweep-every = 200 milliseconds";

  @TempDir Path folder;

  @Test
  void retain_onSqlite_leavesEverythingButTheEvents() throws Exception {
    retain(Map.of());
  }

  @Test
  void retain_onPostgres_leavesEverythingButTheEvents() throws Exception {
    try (var server = PostgresProcess.start(folder.resolve("pg"))) {
      retain(server.environment());
    }
  }

  private void retain(Map<String, String> database) throws Exception {
    var environment = new HashMap<>(database);
    environment.put("WAYPOST_DATA", folder.resolve("data").toString());
    var none = run(environment, "retain", "--dry-run");
    assertThat(none.exit()).as(none.said()).isIn(1, 3);
    try (var sink = SmtpSink.start()) {
      environment.put("WAYPOST_SMTP", sink.url());
      try (var node = TestNode.start(folder.resolve("data"), environment, SWEEPS)) {
        var api = node.api();
        var links = send(api, "spring");
        var clicked = Browser.get(links.getFirst());
        clicked.expect(302);
        Await.until(SOON, "a click", () -> clicks(api) == 1);
        var unsubscribe =
            Recipients.of(api, "spring", "c-3").at("unsubscribe").asText().orElseThrow();
        api.post("/v1/campaigns/spring/archive", "{}").expect(202);
        send(api, "summer");
        api.awaitState("spring", "archived", SOON);
        var mails = sink.mails().size();
        var before = told(api);

        grow(environment);
        var look = List.of("retain", "--recipient-events", "100 days", "--dry-run");
        var early =
            Await.value(
                SOON,
                "only the rows of spring are in the way, not the stream",
                () -> run(environment, look.toArray(String[]::new)),
                ran -> ran.said().contains("not archived: spring "));
        assertThat(early.said())
            .contains(": 0 would be cut")
            .doesNotContain("still in the event stream");
        var file = folder.resolve("spring.ndjson.gz").toString();
        Await.until(
            SOON,
            "the rows are archived",
            () -> run(environment, "archive", "spring", "--to", file, "--yes").exit() == 0);
        assertThat(run(environment, look.toArray(String[]::new)).said())
            .containsPattern("recipients older than 100 days: [6-9]\\d would be cut");
        var ran = run(environment, "retain", "--recipient-events", "100 days", "--yes");

        assertThat(ran.exit()).as(ran.said()).isZero();
        assertThat(ran.said()).contains("events of pages older than 30 days: ", "events cut, last");
        assertThat(told(api)).isEqualTo(before);
        Browser.get(links.getFirst()).expect(302);
        Browser.unsubscribe(unsubscribe).expect(200);
        Await.until(SOON, "a late click", () -> clicks(api) == 2);
        assertThat(api.get("/v1/suppressions/p3@example.com").expect(200).text())
            .contains("unsubscribed");
        assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
        var rebuilt = run(environment, "rebuild-views");
        assertThat(rebuilt.exit()).as(rebuilt.said()).isZero();
        assertThat(clicks(api)).isEqualTo(2);
        assertThat(api.campaign("spring").at("recipients").print()).isEqualTo(before.getFirst());
        assertThat(sink.mails()).hasSize(mails);
      }
      try (var again = TestNode.start(folder.resolve("data"), environment, SWEEPS)) {
        var api = again.api();
        api.rows("summer", Api.people(1, PEOPLE)).expect(202);
        Recipients.awaitCount(api, "summer", "duplicate", PEOPLE, SOON);
        assertThat(sink.mails()).hasSize(2 * PEOPLE);
        assertThat(again.audit().holds()).as("%s", again.audit()).isTrue();
      }
    }
  }

  /** The links of the third. */
  private static List<String> send(Api api, String campaign) throws Exception {
    api.campaign(campaign, HTML);
    api.rows(campaign, Api.people(1, PEOPLE)).expect(202);
    api.launch(campaign);
    api.awaitState(campaign, "finished", SOON);
    return Recipients.links(Recipients.of(api, campaign, "c-3"));
  }

  private static long clicks(Api api) throws Exception {
    var clicks = api.campaign("spring").at("engagement", "clicks");
    return List.of("human", "unknown", "machine").stream()
        .mapToLong(verdict -> clicks.at(verdict).asLong())
        .sum();
  }

  private static List<String> told(Api api) throws Exception {
    return List.of(
        api.campaign("spring").at("recipients").print(),
        api.campaign("spring").at("engagement").print(),
        api.campaign("summer").at("recipients").print(),
        api.get("/v1/campaigns/summer/recipients").expect(200).text(),
        Recipients.of(api, "summer", "c-3").at("timeline").print(),
        api.get("/v1/suppressions").expect(200).text());
  }

  /** All that has happened so far happened half a year earlier. */
  private static void grow(Map<String, String> environment) throws Exception {
    var settings = LayeredSettings.load(environment, Optional.empty()).node();
    try (var database = NodeDoor.databases().open(settings)) {
      database
          .write(
              Lane.OTHER,
              session ->
                  Query.of(session, "UPDATE journal SET at = at - ?")
                      .number(Duration.ofDays(180).toMillis())
                      .update())
          .toCompletableFuture()
          .get();
    }
  }

  private record Ran(int exit, String said) {}

  private static Ran run(Map<String, String> environment, String... arguments) {
    var bytes = new ByteArrayOutputStream();
    var both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    var exit =
        CommandLineRun.execute(
            new dev.waypost.deploy.command.Shell(
                environment,
                new BufferedReader(new StringReader("")),
                both,
                both,
                dev.waypost.deploy.command.Shell.Terminal.NOBODY,
                InstantSource.system(),
                Runnable::run,
                NodeDoor.starter(),
                NodeDoor.auditor(),
                NodeDoor.migrator(),
                NodeDoor.databases(),
                () -> ""),
            arguments);
    return new Ran(exit, bytes.toString(StandardCharsets.UTF_8));
  }
}
