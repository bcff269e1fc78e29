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

final class SendCommandTest {
  @TempDir Path folder;
  private final TestShell shell = new TestShell();
  private final List<String> requests = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private final Map<String, Answer> answers = new TreeMap<>();
  private HttpServer api;

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
  void send_nobodyListens_saysSo() {
    api.stop(0);

    assertThat(send("--yes")).isEqualTo(1);
    assertThat(shell.err()).contains("nothing answers at", "./waypost serve");
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

  private int send(String... more) {
    var arguments = new ArrayList<String>();
    arguments.add("send");
    arguments.add(folder.resolve("spring.json").toString());
    arguments.add(folder.resolve("rows.csv").toString());
    arguments.add("--api");
    arguments.add("http://127.0.0.1:" + api.getAddress().getPort() + "/");
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
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
