package dev.waypost.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.engine.Engine;
import dev.waypost.engine.PreviewAnswer;
import dev.waypost.engine.id.EmailAddress;
import dev.waypost.engine.send.Preview;
import dev.waypost.engine.send.PreviewWarning;
import dev.waypost.engine.send.RenderedMail;
import dev.waypost.engine.send.TemplateProblem;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewTest {
  private static final String PATH = "/v1/campaigns/spring/preview";
  private static final String ROW = "{\"id\": \"c-1\", \"email\": \"ann@b.example\"}";
  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void freshEngine() {
    api.engine = new FakeEngine();
    api.createCampaign();
    api.engine.preview = Optional.of(new PreviewAnswer.Shown(preview()));
  }

  private static Preview preview() {
    var address = new EmailAddress("ann", "b.example");
    var mailbox = new RenderedMail.Mailbox(Optional.empty(), address);
    return new Preview(
        new RenderedMail(
            mailbox,
            mailbox,
            Optional.empty(),
            "Hello",
            Optional.of("<p>Hi</p>"),
            "Hi",
            List.of(),
            List.of(new RenderedMail.MailLink(0, "https://a.example/", "http://t/c/x")),
            Optional.empty(),
            "http://t/u/x",
            List.of()),
        List.of(
            new RenderedMail.Header("From", "news@b.example"),
            new RenderedMail.Header("Subject", "Hello")),
        List.of(
            new PreviewWarning(
                "otherScheme",
                "/html",
                "not tracked",
                Optional.of(new TemplateProblem.Place(2, 3))),
            new PreviewWarning("clipped", "/html", "too long", Optional.empty())));
  }

  private static HttpResponse<String> post(String type, String body) {
    return api.send(
        api.request(PATH).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String type) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains("\"type\":\"/problems/" + type + "\"");
    assertThat(api.engine.previewed).isEmpty();
  }

  @Test
  void preview_ofARow_isTheMail() {
    var response = post("application/json", ROW);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            "{\"subject\":\"Hello\",\"html\":\"<p>Hi</p>\",\"text\":\"Hi\","
                + "\"headers\":{\"From\":\"news@b.example\",\"Subject\":\"Hello\"},"
                + "\"links\":[{\"index\":0,\"url\":\"https://a.example/\","
                + "\"tracked\":\"http://t/c/x\"}],\"warnings\":[{\"code\":\"otherScheme\","
                + "\"detail\":\"not tracked\",\"pointer\":\"/html\",\"row\":2,\"column\":3},"
                + "{\"code\":\"clipped\",\"detail\":\"too long\",\"pointer\":\"/html\"}]}");
    assertThat(api.engine.intakes).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-ndjson|{\"email\": \"ann@b.example\"}",
        "text/csv|'id,email\n1,ann@b.example\n'",
        "application/json|{\"recipients\": [{\"email\": \"ann@b.example\"}]}",
      })
  void preview_inEveryForm_isTheSame(String type, String body) {
    assertThat(post(type, body).statusCode()).isEqualTo(200);
    assertThat(api.engine.previewed).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"email\": \"nobody\"}|/email|address",
        "{}|/email|address",
        "{\"email\": \"a@b.example\", \"colour\": 1}|/colour|field",
        "{\"email\": \"a@b.example\", \"data\": {\"waypost\": 1}}|/data|reserved",
        "{\"email\": \"a@b.example\", \"id\": \"\"}|/id|id",
        "{\"email\": \"a@b.example\", \"locale\": \"hu\"}|/locale|reserved",
        "{\"email\": \"a@b.example\", \"a/b\": 1}|''|field",
      })
  void preview_ofABadRow_is422WithItsPointer(String row, String pointer, String code) {
    var response = post("application/json", row);

    assertProblem(response, 422, "invalid");
    assertThat(response.body())
        .contains("\"pointer\":\"" + pointer + "\"", "\"code\":\"" + code + "\"");
  }

  @Test
  void preview_ofABadLine_is422WithItsLine() {
    var response = post("text/csv", "id,email\n1,nobody\n");

    assertProblem(response, 422, "invalid");
    assertThat(response.body()).contains("\"line\":2", "\"code\":\"address\"");
  }

  @Test
  void preview_ofTwoRows_isRefused() {
    assertProblem(post("application/x-ndjson", ROW + "\n" + ROW), 422, "invalid");
    assertProblem(post("application/x-ndjson", ""), 422, "invalid");
    assertProblem(post("application/json", "{"), 400, "invalid");
    assertProblem(post("text/plain", ROW), 415, "unsupported-media");
    assertProblem(post("application/json", " ".repeat(5 << 20)), 413, "too-large");
  }

  @Test
  void preview_thatCannotBeRendered_is422WithPointerRowAndColumn() {
    api.engine.preview =
        Optional.of(
            new PreviewAnswer.Flawed(
                new TemplateProblem(
                    "/html",
                    "destination",
                    "link 1: no",
                    Optional.of(new TemplateProblem.Place(4, 7)))));

    var response = post("application/json", ROW);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body())
        .contains("\"pointer\":\"/html\"", "\"code\":\"destination\"", "\"row\":4", "\"column\":7");
  }

  @Test
  void preview_ofNoCampaign_is404() {
    assertProblem(api.json("POST", "/v1/campaigns/autumn/preview", ROW), 404, "not-found");
    assertThat(api.get(PATH).statusCode()).isEqualTo(405);
    assertProblem(api.json("POST", PATH + "?x=1", ROW), 422, "invalid");
  }

  @Test
  void preview_engineAway_is503() {
    api.engine.failure = Optional.of(new Engine.Unavailable("gone"));

    assertProblem(post("application/json", ROW), 503, "unavailable");
  }
}
