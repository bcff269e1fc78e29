package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be done to a campaign in which state, and what its answers say of versions. */
final class CampaignRulesScenario {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HTML = "<p>Hi</p><a href=\"https://acme.example/a\">a</a>";
  private static final String OTHER = "<p>Ho</p><a href=\"https://acme.example/b\">b</a>";
  private static final String LATER = "2999-01-01T00:00:00.000Z";

  /** Paths kept for later, and names of nothing. */
  private static final String NOWHERE =
      "senders keys domains webhooks topics templates messages links recipients exports cluster"
          + " offers images campaigns/none campaigns/-x campaigns/none/links campaigns/none/content"
          + " campaigns/none/recipients/x campaigns/none/batches campaigns/none/more batches/none"
          + " batches/none/errors suppressions/none@acme.example";

  @TempDir Path folder;
  private SmtpSink sink;
  private TestNode node;
  private Api api;

  @BeforeEach
  void start() throws Exception {
    sink = SmtpSink.start();
    node = TestNode.start(folder.resolve("data"), sink);
    api = node.api();
  }

  @AfterEach
  void end() {
    node.close();
    sink.close();
  }

  @Test
  void put_overAndOver_replacesOnlyTheVersionThatTheCallerKnows() throws Exception {
    var created = api.put("/v1/campaigns/news", Api.broadcast(HTML)).expect(201);
    var same = api.put("/v1/campaigns/news", Api.broadcast(HTML)).expect(200);
    var replaced = put(OTHER, created.header("ETag")).expect(200);
    var late = put(HTML, created.header("ETag")).expect(412);
    var any = put(HTML, "*").expect(200);
    api.send(ifMatch("/v1/campaigns/none", HTML, "*")).expect(412);

    assertThat(created.header("ETag")).isEqualTo(same.header("ETag"));
    assertThat(replaced.header("ETag")).isNotEqualTo(created.header("ETag"));
    assertThat(replaced.json().at("linkTable").asList().getFirst().at("url").asText())
        .contains("https://acme.example/b");
    assertThat(late.json().at("type").asText()).contains("/problems/wrong-state");
    assertThat(api.get("/v1/campaigns/news").header("ETag")).isEqualTo(any.header("ETag"));
    var content = api.get("/v1/campaigns/news/content").expect(200);
    assertThat(content.json().at("html").asText()).contains(HTML);
    assertThat(content.json().at("text")).isEqualTo(new Json.Absent());
    var known = api.request("/v1/campaigns/news/content");
    api.send(known.header("If-None-Match", content.header("ETag")).GET()).expect(304);
  }

  @Test
  void put_ofWhatIsFixed_isRefusedAndTheSameIsFineInAnyState() throws Exception {
    api.campaign("news", HTML);
    var kind = Map.of("kind", Json.text("transactional"));
    var fixed = api.put("/v1/campaigns/news", Api.broadcast(HTML, kind)).expect(422);
    api.rows("news", Api.people(1, 1)).expect(202);

    for (var action : List.of("launch", "finished", "archive")) {
      if (action.equals("finished")) {
        api.awaitState("news", action, SOON);
      } else {
        act("news", action).expect(202);
        act("news", action).expect(202);
      }
      api.put("/v1/campaigns/news", Api.broadcast(HTML)).expect(200);
      var refused = api.put("/v1/campaigns/news", Api.broadcast(OTHER)).expect(409);
      assertThat(refused.json().at("detail").asText().orElse("")).contains("draft, scheduled");
    }

    assertThat(fixed.json().at("errors").asList().getFirst().at("pointer").asText())
        .contains("/kind");
    assertThat(api.campaign("news").at("state").asText()).contains("archived");
    api.rows("news", Api.people(2, 2)).expect(409);
    act("news", "launch").expect(409);
    act("news", "cancel").expect(409);
  }

  @Test
  void launch_atATime_mayBeMovedAndGivenUp() throws Exception {
    api.campaign("news", HTML);
    var empty = act("news", "launch").expect(409);
    api.rows("news", Api.people(1, 1)).expect(202);

    var first = at("2998-12-31T23:00:00-01:00").expect(202).json();
    var moved = at("2999-01-01T01:00:00+01:00").expect(202).json();
    api.put("/v1/campaigns/news", Api.broadcast(OTHER)).expect(200);
    var edited = api.campaign("news");
    var launched = at("2001-01-01T00:00:00Z").expect(202).json();

    assertThat(empty.json().at("type").asText()).contains("/problems/wrong-state");
    assertThat(first.at("state").asText()).contains("scheduled");
    assertThat(moved.at("scheduledAt").asText()).contains(LATER);
    assertThat(edited.at("state").asText()).contains("scheduled");
    assertThat(edited.at("scheduledAt").asText()).contains(LATER);
    assertThat(launched.at("scheduledAt")).isEqualTo(new Json.Absent());
    assertThat(Instant.parse(launched.at("launchedAt").asText().orElseThrow()))
        .isBefore(Instant.parse(LATER));
    at("2001-01-01 00:00").expect(422);
    at("2001-01-01T00:00:00").expect(422);
    var done = api.awaitState("news", "finished", SOON);
    assertThat(done.at("finishedAt").asText()).isPresent();
    assertThat(sink.mails().getFirst().text().html().orElseThrow()).contains("Ho");
  }

  @Test
  void finished_withAnotherBatch_runsAgainAndCancelledStaysSo() throws Exception {
    api.campaign("news", HTML);
    api.rows("news", Api.people(1, 1)).expect(202);
    api.launch("news");
    api.awaitState("news", "finished", SOON);

    api.rows("news", Api.people(2, 2)).expect(202);
    Await.until(SOON, "a second mail", () -> sink.mails().size() == 2);
    api.awaitState("news", "finished", SOON);
    act("news", "pause").expect(409);
    act("news", "cancel").expect(409);
    api.campaign("other", HTML);
    act("other", "cancel").expect(202);
    act("other", "cancel").expect(202);
    var late = api.rows("other", Api.people(1, 1)).expect(409);
    api.put("/v1/campaigns/other", Api.broadcast(OTHER)).expect(409);

    assertThat(late.json().at("detail").asText().orElse("")).contains("cancelled");
    act("other", "archive").expect(202);
    assertThat(api.campaign("other").at("state").asText()).contains("archived");
  }

  @Test
  void lists_readPageByPage_showEachOnceNewestFirst() throws Exception {
    for (var i = 1; i <= 5; i++) {
      api.campaign("c" + i, HTML);
    }
    for (var i = 1; i <= 3; i++) {
      api.rows("c1", Api.people(i, i), "key-" + i).expect(202);
    }

    assertThat(pages("/v1/campaigns", "campaigns", "campaign"))
        .containsExactly("c5", "c4", "c3", "c2", "c1");
    assertThat(pages("/v1/campaigns/c1/batches", "batches", "idempotencyKey"))
        .containsExactly("key-1", "key-2", "key-3");
    var whole = api.get("/v1/campaigns?limit=5").expect(200).json();
    assertThat(whole.at("next")).as("five of five").isEqualTo(new Json.Absent());
    for (var list : List.of("/v1/campaigns?", "/v1/campaigns/c1/batches?")) {
      for (var bad :
          List.of("limit=0", "limit=1001", "limit=x", "after=x", "limit=1&limit=2", "x=1")) {
        var refused = api.get(list + bad).expect(422);
        var pointer = refused.json().at("errors").asList().getFirst().at("pointer").asText();
        assertThat(pointer.orElse("")).isEqualTo("?" + bad.substring(0, bad.indexOf('=')));
      }
    }
  }

  @Test
  void batch_fromSubmissionToErrors_showsItsFields() throws Exception {
    api.campaign("news", HTML);
    var rows = Api.row("c-1", "a") + Api.row("c-1", "b") + "{\"email\": \"nobody\"}\n" + "[]\n";
    var answer = api.rows("news", rows, "first").expect(202).json();
    var name = answer.at("batch").asText().orElseThrow();
    var batch = api.get("/v1/batches/" + name).expect(200).json();
    var errors = api.get("/v1/batches/" + name + "/errors").expect(200);
    var some = api.get("/v1/batches/" + name + "/errors?limit=2").expect(200).lines();
    var rest =
        api.get(
                "/v1/batches/%s/errors?limit=9&after=%s"
                    .formatted(name, some.getLast().at("next").asText().orElseThrow()))
            .expect(200)
            .lines();

    assertThat(answer.at("accepted").asLong()).isEqualTo(1);
    assertThat(answer.at("duplicates").asLong()).isEqualTo(1);
    assertThat(answer.at("rejected").asLong()).isEqualTo(2);
    assertThat(answer.at("errors").asList())
        .extracting(e -> e.at("code").asText().orElse(""))
        .containsExactly("duplicate", "address", "json");
    assertThat(batch.at("rows").asLong()).isEqualTo(2);
    assertThat(batch.at("idempotencyKey").asText()).contains("first");
    assertThat(errors.lines()).hasSize(4);
    assertThat(errors.lines().getLast().at("type").asText()).contains("checkpoint");
    assertThat(some).hasSize(3);
    assertThat(rest).hasSize(2);
    assertThat(rest.getLast().at("next")).isEqualTo(new Json.Absent());
  }

  @Test
  void names_ofOtherThings_areNotFoundAndUnknownOnesRefused() throws Exception {
    for (var path : NOWHERE.split(" ")) {
      api.get("/v1/" + path).expect(404);
    }
    api.put("/v1/campaigns/Big", Api.broadcast(HTML)).expect(422);
    api.put("/v1/campaigns/" + "x".repeat(65), Api.broadcast(HTML)).expect(422);
    api.put("/v1/campaigns/" + "x".repeat(64), Api.broadcast(HTML)).expect(201);
    api.campaign("news", HTML);
    var unknown = Api.broadcast(HTML, Map.of("colour", Json.text("red")));
    var refused = api.put("/v1/campaigns/other", unknown).expect(422).json();
    assertThat(refused.at("errors").asList().getFirst().at("pointer").asText()).contains("/colour");
    api.post("/v1/campaigns/news/launch", "{\"when\": \"now\"}").expect(422);
    api.post("/v1/campaigns/news/cancel", "{\"now\": true}").expect(422);
    api.post("/v1/campaigns/news/cancel?now=1", "").expect(422);
    api.post("/v1/campaigns/news/cancel", "{").expect(400);
  }

  @Test
  void methods_otherThanThoseOffered_areNamedInAllow() throws Exception {
    api.campaign("news", HTML);
    var head = api.send(method("HEAD", "/v1/campaigns/news")).expect(200);
    var get = api.get("/v1/campaigns/news");
    var asked = api.send(method("OPTIONS", "/v1/campaigns/news")).expect(405);
    var patched = api.send(method("PATCH", "/v1/campaigns/news")).expect(405);
    api.send(method("DELETE", "/v1/campaigns/news/launch")).expect(405);

    assertThat(head.body()).isEmpty();
    assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
    assertThat(asked.header("Allow")).isEqualTo("GET, HEAD, PUT");
    assertThat(patched.header("Allow")).isEqualTo("GET, HEAD, PUT");
  }

  @Test
  void answers_ofAnyKind_haveRequestIdsOfTheirOwn() throws Exception {
    var ids = new HashSet<String>();
    var answers = new ArrayList<Api.Answer>();
    answers.add(api.get("/v1/campaigns"));
    answers.add(api.get("/v1/none"));
    answers.add(api.get("/health/live"));
    answers.add(api.get("/metrics"));
    answers.add(api.get("/v1/openapi.json"));
    answers.add(api.get("/none"));
    answers.add(
        api.send(api.request("/v1/campaigns").header("Request-Id", "0123456789abcdef").GET()));
    answers.add(Browser.get(node.trackUrl() + "/c/none"));
    for (var answer : answers) {
      assertThat(ids.add(answer.header("Request-Id"))).as("%s", answer).isTrue();
    }
    assertThat(ids).doesNotContain("0123456789abcdef", "");
  }

  private List<String> pages(String path, String list, String name) throws Exception {
    var names = new ArrayList<String>();
    var after = "";
    do {
      var page = api.get(path + "?limit=2" + after).expect(200).json();
      assertThat(page.at(list).asList()).hasSizeBetween(1, 2);
      page.at(list).asList().forEach(c -> names.add(c.at(name).asText().orElseThrow()));
      after = page.at("next").asText().map(next -> "&after=" + next).orElse("");
    } while (!after.isEmpty());
    return names;
  }

  private HttpRequest.Builder method(String method, String path) {
    return api.request(path).method(method, BodyPublishers.noBody());
  }

  private Api.Answer act(String campaign, String action) throws Exception {
    return api.post("/v1/campaigns/" + campaign + "/" + action, "");
  }

  private Api.Answer at(String time) throws Exception {
    return api.post("/v1/campaigns/news/launch", "{\"at\": \"" + time + "\"}");
  }

  private Api.Answer put(String html, String tag) throws Exception {
    return api.send(ifMatch("/v1/campaigns/news", html, tag));
  }

  private HttpRequest.Builder ifMatch(String path, String html, String tag) {
    return api.request(path)
        .header("Content-Type", "application/json")
        .header("If-Match", tag)
        .PUT(BodyPublishers.ofString(Api.broadcast(html)));
  }
}
