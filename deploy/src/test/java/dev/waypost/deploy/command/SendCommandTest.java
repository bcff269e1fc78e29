package dev.waypost.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SendCommandTest {
  @TempDir Path folder;
  private final TestShell shell = new TestShell();
  private final List<String> requests = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private final Map<String, Answer> answers = new TreeMap<>();
  private HttpServer api;

  private volatile boolean replayed;

  private record Answer(int status, String body) {}

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::answer);
    api.start();
    answers.put("PUT /v1/campaigns/spring", new Answer(201, "{\"state\": \"draft\"}"));
    answers.put(
        "POST /v1/campaigns/spring/recipients",
        new Answer(
            202,
            """
            {"batch": "b1", "state": "stored", "accepted": 2, "duplicates": 0, "rejected": 1,
             "errors": [{"line": 3, "code": "address", "detail": "email: no domain"}]}
            """));
    answers.put("POST /v1/campaigns/spring/launch", new Answer(202, "{\"state\": \"running\"}"));
    Files.writeString(
        folder.resolve("spring.json"), "{\"kind\": \"broadcast\", \"subject\": \"é\"}");
    Files.writeString(folder.resolve("rows.csv"), "id,email\n1,a@example.com\n2,b\n");
    Files.writeString(folder.resolve("key"), "wp_k\n");
  }

  @AfterEach
  void stop() {
    api.stop(0);
  }

  @Test
  void send_all_submitsAndLaunches() {
    assertThat(send("--yes")).as(shell.err()).isZero();

    assertThat(requests)
        .containsExactly(
            "PUT /v1/campaigns/spring",
            "POST /v1/campaigns/spring/recipients",
            "POST /v1/campaigns/spring/launch");
    assertThat(bodies)
        .containsExactly(
            "{\"kind\":\"broadcast\",\"subject\":\"é\"}", "id,email\n1,a@example.com\n2,b\n", "{}");
    assertThat(shell.out()).contains("Accepted 2, duplicates 0, rejected 1.", "is running");
    assertThat(shell.err()).contains("line 3: email: no domain");
  }

  @Test
  void send_again_hasTheSameKeyAndAnotherForOtherRows() throws IOException {
    send("--yes");
    send("--yes");
    Files.writeString(folder.resolve("rows.csv"), "id,email\n9,z@example.com\n");
    send("--yes");

    assertThat(keys.get(0)).hasSizeBetween(64, 255).isEqualTo(keys.get(1));
    assertThat(keys.get(2)).isNotEqualTo(keys.get(0));
  }

  @Test
  void send_draft_launchesNothing() {
    assertThat(send("--draft")).isZero();

    assertThat(requests).hasSize(2);
    assertThat(shell.out()).contains("Not launched");
  }

  @Test
  void send_at_schedules() {
    assertThat(send("--yes", "--at", "2026-12-01T08:00:00+01:00")).isZero();

    assertThat(bodies.getLast()).isEqualTo("{\"at\":\"2026-12-01T08:00:00+01:00\"}");
  }

  @Test
  void send_onATerminal_asksFirst() {
    shell.terminal = Shell.Terminal.PERSON;
    shell.typed = "no\n";
    assertThat(send()).isEqualTo(1);
    assertThat(requests).isEmpty();
    assertThat(shell.out()).contains("Send campaign \"spring\"");

    shell.typed = "y\n";
    assertThat(send()).isZero();
    assertThat(requests).hasSize(3);
  }

  @Test
  void send_refused_printsTheFaults() {
    answers.put(
        "PUT /v1/campaigns/spring",
        new Answer(
            422,
            """
            {"type": "/problems/invalid", "title": "Not valid", "detail": "Correct the template.",
             "errors": [{"pointer": "/html", "code": "template", "row": 3, "column": 7,
                         "detail": "unclosed section"}]}
            """));

    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err())
        .contains("/html: row 3 column 7: unclosed section", "Not valid: Correct the template.");
  }

  @Test
  void send_nothingAccepted_launchesNothing() {
    answers.put(
        "POST /v1/campaigns/spring/recipients",
        new Answer(202, "{\"accepted\": 0, \"duplicates\": 0, \"rejected\": 2, \"errors\": []}"));

    assertThat(send("--yes")).isEqualTo(1);
    assertThat(requests).hasSize(2);
  }

  @Test
  void send_toACampaignWithRows_saysThatNobodyIsMailedTwice() {
    answers.put(
        "PUT /v1/campaigns/spring",
        new Answer(200, "{\"state\": \"running\", \"recipients\": {\"accepted\": 2}}"));

    assertThat(send("--yes")).isZero();
    assertThat(shell.out())
        .contains(
            "Accepted 2, duplicates 0, rejected 1.",
            "The campaign had 2 rows before; a row that repeats one of them ends as duplicate");
  }

  @Test
  void send_sameRowsAgain_saysThatNoneIsNew() {
    replayed = true;

    assertThat(send("--yes")).isZero();
    assertThat(shell.out()).contains("These rows were submitted before: none of them is new.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancelled", "archived"})
  void send_toACampaignThatIsOver_warnsOfMailingPeopleTwice(String state) {
    answers.put("PUT /v1/campaigns/spring", new Answer(200, "{\"state\": \"" + state + "\"}"));
    answers.put(
        "POST /v1/campaigns/spring/launch",
        new Answer(409, "{\"type\": \"/problems/wrong-state\", \"detail\": \"is over\"}"));

    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err())
        .contains("only to those who have not got this mail", "/recipients?state=delivered")
        .doesNotContain("give this one another name");
  }

  @Test
  void send_badNameOfEitherFile_isUsage() throws IOException {
    var campaign = Files.copy(folder.resolve("spring.json"), folder.resolve("My Spring.json"));
    var rows = folder.resolve("rows.txt");

    for (var files :
        List.of(List.of(campaign, folder.resolve("rows.csv")), List.of(campaign, rows))) {
      assertThat(shell.run("send", files.get(0).toString(), files.get(1).toString(), "--yes"))
          .isEqualTo(2);
    }
    assertThat(shell.err()).contains("\"My Spring\" is no name for a campaign");
  }

  @Test
  void send_nobodyListens_saysSo() {
    api.stop(0);

    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err()).contains("nothing answers at", "./waypost serve");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{`subject`: `x` `html`: 1}        | 1 | 17 | a comma before the next name",
        "{~ `subject`: `x`,~}              | 3 | 1  | a name in double quotes, or } (without a"
            + " comma",
        "{~ `subject` `x`}                 | 2 | 12 | a colon between",
        "{`tags`: [1 2]}                   | 1 | 13 | a comma before the next value",
        "{`subject`: Hello}                | 1 | 13 | a value:",
        "{`subject`: 'Hello'}              | 1 | 13 | a value:",
        "{subject: `Hello`}                | 1 | 2  | a name in double quotes",
        "{`subject`: `two~lines`}          | 1 | 17 | \\n, \\r or \\t",
        "{`subject`: `C:\\Users`}           | 1 | 17 | one of",
        "{`subject`: `Pécs`, `html`: }     | 1 | 29 | a value:",
        "{`subject`: `x`~                  | 2 | 1  | more: a } or ]",
        "{`subject`: `x`}~{}               | 2 | 1  | nothing more",
        "{`a`: 1, `a`: 2}                  | 1 | 13 | each name only once",
        "~                                 | 1 | 1  | a value, but there is none",
      })
  void send_brokenJson_saysFileLineColumnAndWhatIsExpected(
      String text, int line, int column, String expected) throws IOException {
    var file = folder.resolve("spring.json");
    Files.writeString(file, text.replace('`', '"').replace("~", "\n"));

    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err().lines().findFirst().orElseThrow())
        .startsWith("waypost: " + file + ", line " + line + ", column " + column + ": no JSON: ")
        .contains("expected " + expected)
        .doesNotContain("Unexpected", "code ", "Source", "token", "REDACTED");
    assertThat(requests).isEmpty();
  }

  @Test
  void send_brokenJson_showsTheLine() throws IOException {
    Files.writeString(folder.resolve("spring.json"), "{\n  \"subject\": Hello\n}\n");

    send("--yes");

    assertThat(shell.err()).contains("correct it there: \"subject\": Hello\n");
  }

  @Test
  void send_noObjectOrNoFile_saysSo() throws IOException {
    Files.writeString(folder.resolve("spring.json"), "[1]");
    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err()).contains("expected an object with the campaign's fields, got an array");

    Files.delete(folder.resolve("spring.json"));
    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err()).contains("there is no file " + folder.resolve("spring.json"));

    Files.createDirectory(folder.resolve("spring.json"));
    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err()).contains(folder.resolve("spring.json") + " is a folder, not a file");
  }

  @Test
  void send_apiWithTheVersion_isTheSameApi() {
    for (var end : List.of("/v1", "/v1/", "/", "")) {
      requests.clear();

      assertThat(sendTo(address() + end, "--yes")).as(end + shell.err()).isZero();
      assertThat(requests).first().isEqualTo("PUT /v1/campaigns/spring");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080,          'got \"localhost:8080\"; did you mean http://localhost:8080?'",
    "acme.example/v1,         did you mean http://acme.example?",
    "ftp://acme.example,      'got \"ftp://acme.example\"'",
    "http://,                 'got \"http://\"'",
    "http://x/?a=1,           'got \"http://x/?a=1\"'",
    "http://u:p@x,            the key goes into --key-file",
    "http://x y,              'got \"http://x y\"'",
  })
  void send_apiThatIsNoAddress_isUsage(String api, String said) {
    assertThat(sendTo(api, "--yes")).isEqualTo(2);
    assertThat(shell.err()).contains("--api needs an address as http://host:8080", said);
    assertThat(shell.err()).doesNotContain("u:p");
  }

  @Test
  void send_toSomethingElse_asksWhetherItIsTheApi() {
    answers.put("PUT /v1/campaigns/spring", new Answer(404, "<html>nginx</html>"));

    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err()).contains("is this the API of Waypost? say with --api where it is");
  }

  @Test
  void send_withoutAKey_isConfiguration() {
    shell.environment.put("WAYPOST_DATA", folder.resolve("none").toString());

    assertThat(
            shell.run(
                "send",
                folder.resolve("spring.json").toString(),
                folder.resolve("rows.csv").toString(),
                "--yes"))
        .isEqualTo(3);
  }

  private final List<String> keys = new ArrayList<>();

  private String address() {
    return "http://127.0.0.1:" + api.getAddress().getPort();
  }

  private int send(String... more) {
    return sendTo(address() + "/", more);
  }

  private int sendTo(String url, String... more) {
    var arguments = new ArrayList<String>();
    arguments.add("send");
    arguments.add(folder.resolve("spring.json").toString());
    arguments.add(folder.resolve("rows.csv").toString());
    arguments.add("--api");
    arguments.add(url);
    arguments.add("--key-file");
    arguments.add(folder.resolve("key").toString());
    arguments.addAll(List.of(more));
    return shell.run(arguments.toArray(String[]::new));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      requests.add(request);
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      if (key != null) {
        keys.add(key);
      }
      var isAuthorized =
          "Bearer wp_k".equals(exchange.getRequestHeaders().getFirst("Authorization"));
      var answer = isAuthorized ? answers.get(request) : new Answer(401, "{}");
      var body = answer.body().getBytes(StandardCharsets.UTF_8);
      if (replayed && key != null) {
        exchange.getResponseHeaders().add("Idempotent-Replayed", "true");
      }
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
