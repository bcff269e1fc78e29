package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole campaign is sent, refused, clicked and unsubscribed from; then some of its persons are
 * forgotten, beside the running node. No file says who anybody was that it need not say.
 */
final class ErasureScenario {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final int PEOPLE = 60;
  private static final int FORGOTTEN = 12;

  /** Everybody merges something personal into mail, subject and links. */
  private static final String HTML =
      """
      <p>Hello {{name}} of {{city}}</p>
      <a href="https://acme.example/shop/{{city}}?c={{id}}">Shop</a>
      <a href="https://acme.example/news">News</a>
      <a href="{{waypost.unsubscribeUrl}}">No more</a>
      """;

  @TempDir Path folder;

  /** Words that name one person and nobody else. */
  private static List<String> words(int n) {
    return List.of(
        "Mailbox-%02d-Quark".formatted(n),
        "mailbox-%02d-quark".formatted(n),
        "Nameof-%02d-Quark".formatted(n),
        "Cityof-%02d-Quark".formatted(n),
        "Metaof-%02d-Quark".formatted(n),
        "Idof-%02d-Quark".formatted(n));
  }

  private static String email(int n) {
    return "Mailbox-%02d-Quark@example.com".formatted(n);
  }

  private static String id(int n) {
    return "Idof-%02d-Quark".formatted(n);
  }

  private static String row(int n) {
    return ("{\"id\": \"%s\", \"email\": \"%s\", \"name\": \"Nameof-%02d-Quark\","
            + " \"data\": {\"city\": \"Cityof-%02d-Quark\"},"
            + " \"metadata\": {\"order\": \"Metaof-%02d-Quark\"}}\n")
        .formatted(id(n), email(n), n, n, n);
  }

  /** 1 and 2 do not exist, 3 and 4 are to come later; the server repeats the address each time. */
  private static Deed answer(SmtpSink.Moment moment) {
    if (moment.stage() == Stage.RCPT && moment.to().matches("(?i)mailbox-0[12].*")) {
      return new Deed.Reply(550, "5.1.1 <" + moment.to() + "> no such user " + moment.to());
    }
    if (moment.stage() == Stage.RCPT && moment.to().matches("(?i)mailbox-0[34].*")) {
      return new Deed.Reply(451, "4.7.1 " + moment.to() + " greylisted");
    }
    return Script.ACCEPT.at(moment);
  }

  @Test
  void erase_besideARunningNode_leavesFiguresAndNobody() throws Exception {
    try (var sink = SmtpSink.start(ErasureScenario::answer);
        var node =
            NodeProcess.in(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "delivery { retry { initial = 1 hour } }\n"
                    + "engine { snapshot-every = 2 }\n"
                    + "hitlog { retention = 1 hour }")) {
      node.start().awaitReady();
      var api = node.api();
      sendAndClick(api);
      assertNobodyIsInLogs(node);
      var before = api.campaign("spring");
      var eventsBefore = events(api);

      var looked = node.run(erase("--dry-run"));
      var ran = node.run(erase("--yes"));

      assertThat(looked.exit()).as(looked.said()).isZero();
      assertThat(looked.said())
          .contains("would be erased: %d of %d addresses".formatted(FORGOTTEN, FORGOTTEN + 1));
      assertThat(ran.exit()).as(ran.said()).isZero();
      assertThat(ran.said())
          .contains("erased: %d of %d addresses".formatted(FORGOTTEN, FORGOTTEN + 1));
      assertNobodyIsTold(api, eventsBefore);
      assertMailsThatWaitFail(api);
      assertSuppressionsHold(api);
      var after = api.campaign("spring");
      assertThat(Recipients.sum(after)).isEqualTo(Recipients.count(before, "accepted"));
      assertThat(after.at("engagement").print()).isEqualTo(before.at("engagement").print());

      assertThat(node.run(erase("--yes")).exit()).isZero();
      assertThat(node.stop()).as(node.said()).isZero();
      var audit = node.audit();
      assertThat(audit.exit()).as(audit.said()).isZero();
      assertThat(found(folder, forgotten())).isEmpty();
      assertThat(found(folder.resolve("data"), words(FORGOTTEN + 1))).isNotEmpty();
      assertNobodyIsInJournal(node);
    }
  }

  @Test
  void erase_everybodyOnPostgres_leavesNobodyInAnyTable() throws Exception {
    try (var server = PostgresProcess.start(folder.resolve("pg"));
        var sink = SmtpSink.start(ErasureScenario::answer)) {
      var environment = new HashMap<>(server.environment());
      environment.put("WAYPOST_SMTP", sink.url());
      try (var node =
          NodeProcess.in(
              folder.resolve("data"),
              environment,
              "delivery { retry { initial = 1 hour } }\nengine { snapshot-every = 2 }")) {
        node.start().awaitReady();
        sendAndClick(node.api());
        assertThat(tablesWith(server, everybody()).keySet())
            .as("before, only where rows are")
            .containsExactlyInAnyOrder("batch_fault", "person", "row");

        var ran = node.run("erase", "--file", everybodyFile().toString(), "--yes");

        assertThat(ran.exit()).as(ran.said()).isZero();
        assertThat(tablesWith(server, everybody())).isEmpty();
        var rows = server.rows();
        assertThat(rows.get("journal")).hasSizeGreaterThan(2 * PEOPLE);
        assertThat(rows.get("snapshot")).hasSizeGreaterThan(PEOPLE / 2);
      }
    }
  }

  /** Also in bytes, which a row shows in hexadecimal. */
  private static Map<String, List<String>> tablesWith(PostgresProcess server, List<String> words)
      throws Exception {
    var forms = new ArrayList<>(words);
    words.forEach(
        word -> forms.add(HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8))));
    var found = new HashMap<String, List<String>>();
    server
        .rows()
        .forEach(
            (table, rows) -> {
              var some = rows.stream().filter(row -> forms.stream().anyMatch(row::contains));
              var shown = some.limit(3).toList();
              if (!shown.isEmpty()) {
                found.put(table, shown);
              }
            });
    return found;
  }

  private Path everybodyFile() throws Exception {
    var lines = new ArrayList<String>();
    for (var n = 1; n <= PEOPLE; n++) {
      lines.add(email(n));
    }
    return Files.write(folder.resolve("all.forget"), lines);
  }

  private void sendAndClick(Api api) throws Exception {
    api.campaign("spring", HTML);
    var rows = new StringBuilder();
    for (var n = 1; n <= PEOPLE; n++) {
      rows.append(row(n));
    }
    var stored = api.rows("spring", rows + row(5) + "{\"id\": \"" + id(6) + "\"}\n").expect(202);
    assertThat(stored.json().at("accepted").asLong()).isEqualTo(PEOPLE);
    assertThat(stored.json().at("errors").asList()).hasSize(2);
    api.send(
            api.request("/v1/campaigns/spring/test")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(row(7))))
        .expect(202);
    api.post("/v1/campaigns/spring/preview", row(8).strip()).expect(200);
    api.put("/v1/suppressions/" + email(9), "{}").expect(200);
    api.launch("spring");
    Recipients.awaitCount(api, "spring", "delivered", PEOPLE - 5, SOON);
    Recipients.awaitCount(api, "spring", "deferred", 2, SOON);
    for (var n = 5; n <= 8; n++) {
      var links = Recipients.links(Recipients.of(api, "spring", id(n)));
      for (var link : links) {
        Browser.get(link).expect(302);
      }
      Browser.head(links.getFirst()).expect(302);
    }
    Browser.unsubscribe(
            Recipients.of(api, "spring", id(10)).at("unsubscribe").asText().orElseThrow())
        .expect(200);
    Await.value(
        SOON,
        "all clicks and the unsubscribe",
        () -> api.campaign("spring").at("engagement"),
        it ->
            it.at("unsubscribed").asLong() == 1
                && it.at("clicks", "human").asLong()
                        + it.at("clicks", "unknown").asLong()
                        + it.at("clicks", "machine").asLong()
                    == 12);
  }

  private String[] erase(String how) throws Exception {
    var file = folder.resolve("some.forget");
    var lines = new ArrayList<String>(List.of("# asked for on Monday", ""));
    for (var n = 2; n <= FORGOTTEN; n++) {
      lines.add(email(n).toUpperCase(Locale.ROOT));
    }
    lines.add("nobody-we-know@example.com");
    Files.write(file, lines);
    return new String[] {"erase", email(1), "--file", file.toString(), how};
  }

  private static List<String> forgotten() {
    var words = new ArrayList<String>();
    for (var n = 1; n <= FORGOTTEN; n++) {
      words.addAll(words(n));
    }
    return words;
  }

  /** Before anybody is erased. */
  private static void assertNobodyIsInLogs(NodeProcess node) throws Exception {
    assertThat(found(node.data().resolve("hits"), everybody())).isEmpty();
    for (var word : everybody()) {
      assertThat(node.said()).doesNotContain(word);
    }
    var reason = Recipients.of(node.api(), "spring", id(1)).at("reason").asText();
    assertThat(reason).contains("<address> no such user <address>");
  }

  /** Without anybody in rows, what is left is journal, snapshots, figures and logs. */
  private void assertNobodyIsInJournal(NodeProcess node) throws Exception {
    var ran = node.run("erase", "--file", everybodyFile().toString(), "--yes", "--compact");
    assertThat(ran.exit()).as(ran.said()).isZero();
    assertThat(ran.said())
        .contains("erased: %d of %d addresses".formatted(PEOPLE - FORGOTTEN, PEOPLE));
    assertThat(Files.size(node.data().resolve("waypost.db"))).isGreaterThan(100_000);
    assertThat(found(folder, everybody())).isEmpty();
  }

  private static List<String> everybody() {
    var words = new ArrayList<String>();
    for (var n = 1; n <= PEOPLE; n++) {
      words.addAll(words(n));
    }
    return words;
  }

  private static List<Json> events(Api api) throws Exception {
    var lines = api.get("/v1/events").expect(200).lines();
    return lines.subList(0, lines.size() - 1);
  }

  /** The same events in the same order, without anybody; neither in exports. */
  private static void assertNobodyIsTold(Api api, List<Json> eventsBefore) throws Exception {
    var after = new HashMap<String, Json>();
    events(api).forEach(event -> after.put(event.at("id").print(), event));
    var erased = 0;
    for (var event : eventsBefore) {
      var now = after.get(event.at("id").print());
      var isErased = forgotten().stream().anyMatch(event.print()::contains);
      erased += isErased ? 1 : 0;
      assertThat(now.at("seq").print()).isEqualTo(event.at("seq").print());
      assertThat(now.at("type").print()).isEqualTo(event.at("type").print());
      for (var member : List.of("recipient", "email", "data")) {
        assertThat(now.at(member).print())
            .as(now.print())
            .isEqualTo(isErased ? "null" : event.at(member).print());
      }
    }
    assertThat(erased).isGreaterThan(2 * FORGOTTEN);
    var export = api.get("/v1/campaigns/spring/recipients?include=links").expect(200);
    assertThat(export.lines()).hasSize(PEOPLE + 1);
    assertThat(export.lines().stream().filter(line -> line.print().contains("\"email\":null")))
        .hasSize(FORGOTTEN);
    var suppressions = api.get("/v1/suppressions").expect(200);
    var faults =
        api.get("/v1/campaigns/spring/batches").expect(200).json().at("batches").asList().stream()
            .map(batch -> batch.at("batch").asText().orElseThrow())
            .toList();
    var told = new ArrayList<>(List.of(export.text(), suppressions.text()));
    for (var batch : faults) {
      told.add(api.get("/v1/batches/" + batch + "/errors").expect(200).text());
    }
    for (var n = 1; n <= FORGOTTEN; n++) {
      for (var word : words(n)) {
        assertThat(told).noneMatch(text -> text.contains(word));
      }
    }
    var one = api.get("/v1/campaigns/spring/recipients/" + id(5)).expect(200).json();
    assertThat(one.at("email").print()).isEqualTo("null");
    assertThat(one.at("state").asText()).contains("delivered");
    assertThat(one.at("links").asList()).isEmpty();
    var byEmail = api.get("/v1/campaigns/spring/recipients?email=" + email(5)).expect(200).json();
    assertThat(byEmail.at("id").print()).isEqualTo("null");
    assertThat(byEmail.print()).doesNotContain("Quark");
  }

  /** They are never mailed, and say why. */
  private static void assertMailsThatWaitFail(Api api) throws Exception {
    for (var n : List.of(3, 4)) {
      api.post("/v1/campaigns/spring/recipients/" + id(n) + "/retry", "{}").expect(202);
      var failed = Recipients.await(api, "spring", id(n), "failed", SOON);
      assertThat(failed.at("reason").asText()).contains("the row has been erased");
    }
    Recipients.awaitCount(api, "spring", "failed", 2, SOON);
  }

  private static void assertSuppressionsHold(Api api) throws Exception {
    for (var n : List.of(1, 2, 9, 10)) {
      api.get("/v1/suppressions/" + email(n)).expect(200);
    }
    api.campaign("again", HTML);
    api.rows("again", row(9) + row(11)).expect(202);
    api.launch("again");
    Recipients.awaitCount(api, "again", "suppressed", 1, SOON);
    Recipients.awaitCount(api, "again", "delivered", 1, SOON);
    var old =
        events(api).stream()
            .filter(event -> event.at("campaign").print().equals("\"spring\""))
            .filter(
                event -> event.print().contains("-11-Quark") || event.print().contains("-09-Quark"))
            .toList();
    assertThat(old).as("who comes in again is not told of as before").isEmpty();
  }

  private static List<String> found(Path where, List<String> words) throws Exception {
    var found = new ArrayList<String>();
    try (var files = Files.walk(where)) {
      for (var file :
          files
              .filter(Files::isRegularFile)
              .filter(f -> !f.toString().endsWith(".forget"))
              .toList()) {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        words.stream().filter(text::contains).forEach(word -> found.add(file + ": " + word));
      }
    }
    return found;
  }
}
