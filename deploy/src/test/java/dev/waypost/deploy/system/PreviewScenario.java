package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mail is previewed, then it is sent: both are the same but for what tells them apart. */
final class PreviewScenario {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String HTML =
      """
      <p>Szia {{name}}, {{#each items}}<b>{{this}}</b>{{/each}}</p>
      <a href="https://acme.example/{{city}}?q={{q}}">City</a>
      <a href="{{url}}">Own</a>
      <a href="{{waypost.unsubscribeUrl}}">No more</a>
      """;
  private static final String ROW =
      """
      {"id": "c-1", "email": "ann@example.com", "name": "Ann Öt", "data": {"city": "Pécs",\
       "q": "a b", "url": "https://own.example/x", "items": ["<1>", "2"]}}
      """;

  /** What a preview has in another way than the mail: links of a test, and when it was made. */
  private static final Set<String> OTHERWISE = Set.of("Date", "List-Unsubscribe");

  @TempDir Path folder;
  private SmtpSink sink;
  private TestNode node;
  private Api api;

  @BeforeEach
  void draft() throws Exception {
    sink = SmtpSink.start();
    node = TestNode.start(folder.resolve("data"), sink);
    api = node.api();
    api.put(
            "/v1/campaigns/spring",
            Api.broadcast(HTML, Map.of("subject", Json.text("Üdv {{name}}, {{city}}"))))
        .expect(201);
  }

  @AfterEach
  void end() {
    node.close();
    sink.close();
  }

  private Json preview(String row) throws Exception {
    return api.post("/v1/campaigns/spring/preview", row).expect(200).json();
  }

  private static String text(Json json, String member) {
    return json.at(member).asText().orElseThrow();
  }

  private static List<String> tracked(Json of) {
    return of.at("links").asList().stream().map(link -> text(link, "tracked")).toList();
  }

  @Test
  void preview_andTheMailThatArrives_areTheSameButForTheTestsLinks() throws Exception {
    var preview = preview(ROW);
    api.rows("spring", ROW).expect(202);
    api.launch("spring");
    var campaign = api.awaitState("spring", "finished", SOON);
    assertThat(Recipients.count(campaign, "delivered")).isEqualTo(1);
    var mail = sink.mails().getFirst().text();
    var person = Recipients.of(api, "spring", "c-1");

    assertThat(text(preview, "subject")).isEqualTo("Üdv Ann Öt, Pécs");
    assertThat(normal(text(preview, "html"), preview))
        .isEqualTo(normal(mail.html().orElseThrow(), person));
    assertThat(normal(text(preview, "text"), preview))
        .isEqualTo(normal(mail.text().orElseThrow(), person));
    for (var header : mail.headers()) {
      var previewed = preview.at("headers", header.name()).asText();
      assertThat(previewed).as(header.name()).isPresent();
      if (!OTHERWISE.contains(header.name())) {
        assertThat(previewed.orElseThrow()).isEqualTo(header.value().strip());
      }
    }
    assertThat(preview.at("headers", "X-Waypost-Test").asText()).isEmpty();
    assertThat(preview.at("warnings").asList()).isEmpty();
    assertThat(preview.at("links").asList())
        .extracting(link -> text(link, "url"))
        .containsExactly("https://acme.example/P%C3%A9cs?q=a%20b", "https://own.example/x");
  }

  /** Without what differs in each mail: links, pixel and unsubscribe page. */
  private static String normal(String body, Json of) {
    var normal = body.replace("\r\n", "\n");
    for (var link : tracked(of)) {
      normal = normal.replace(link, "LINK");
    }
    return normal
        .replaceAll("http://localhost:\\d+/o/[\\w-]+\\.gif", "PIXEL")
        .replaceAll("http://localhost:\\d+/u/[\\w-]+", "UNSUBSCRIBE")
        .strip();
  }

  @Test
  void clicks_inAPreview_leadOnAndCountNowhere() throws Exception {
    var preview = preview(ROW);

    for (var link : tracked(preview)) {
      Browser.get(link).expect(302);
    }
    var header = preview.at("headers", "List-Unsubscribe").asText().orElseThrow();
    Browser.unsubscribe(header.substring(1, header.length() - 1)).expect(200);

    Await.until(
        SOON,
        "three hits applied",
        () -> api.get("/metrics").text().contains("waypost_hits_applied_total 3"));
    assertThat(api.campaign("spring").at("engagement").print()).doesNotContainPattern("[1-9]");
    assertThat(Recipients.sum(api.campaign("spring"))).isZero();
    api.get("/v1/suppressions/ann@example.com").expect(404);
    assertThat(sink.count()).isZero();
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  @Test
  void rowThatLacksSomething_isWarnedOf() throws Exception {
    api.put(
            "/v1/campaigns/spring",
            Api.broadcast("<p>{{city}}</p>\n<a href=\"//acme.example/x\">x</a>"))
        .expect(200);

    var warnings = preview("{\"email\": \"ann@example.com\"}").at("warnings").asList();

    assertThat(warnings)
        .extracting(w -> text(w, "code") + " " + text(w, "pointer"))
        .containsExactly(
            "noUnsubscribeLink /html",
            "missingField /subject",
            "missingField /html",
            "protocolRelativeLink /html");
    assertThat(warnings.getLast().at("row").asLong()).isEqualTo(2);
    assertThat(warnings.getLast().at("column").asLong()).isEqualTo(10);
  }

  @Test
  void rowThatCannotBeMailed_isRefusedWithItsPlaceInTheTemplate() throws Exception {
    var refused =
        api.post(
                "/v1/campaigns/spring/preview",
                "{\"email\": \"ann@example.com\", \"data\": {\"url\": \"mailto:x@example.com\"}}")
            .expect(422)
            .json();

    var error = refused.at("errors").asList().getFirst();
    assertThat(text(error, "pointer")).isEqualTo("/html");
    assertThat(text(error, "code")).isEqualTo("destination");
    assertThat(error.at("row").asLong()).isEqualTo(3);
    assertThat(error.at("column").asLong()).isEqualTo(10);
    assertThat(sink.count()).isZero();
  }

  @Test
  void preview_inEveryState_isShown() throws Exception {
    api.rows("spring", ROW).expect(202);
    api.launch("spring");
    api.awaitState("spring", "finished", SOON);
    preview(ROW);
    api.post("/v1/campaigns/spring/archive", "").expect(202);

    assertThat(text(preview(ROW), "subject")).isEqualTo("Üdv Ann Öt, Pécs");
    assertThat(sink.count()).isEqualTo(1);
  }
}
