package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail goes out as fast as the settings allow, and stands still at once when it is told to. */
final class PaceScenario {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  @TempDir Path folder;

  @Test
  void mails_underAPace_areSpreadOverTheTime() throws Exception {
    var begun = new ConcurrentLinkedQueue<Instant>();
    try (var sink = SmtpSink.start(noting(begun, Duration.ZERO));
        var node = start(sink, "engine { pace = \"20 per second\" }")) {
      var api = node.api();
      api.campaign("spring", "<p>Hello {{name}}</p>");
      api.rows("spring", Api.people(1, 80)).expect(202);
      api.launch("spring");

      api.awaitState("spring", "finished", LIMIT);

      var times = begun.stream().sorted().toList();
      assertThat(times).hasSize(80);
      assertThat(Duration.between(times.getFirst(), times.getLast()))
          .isGreaterThanOrEqualTo(Duration.ofMillis(3_500));
      for (var i = 0; i < times.size(); i++) {
        var end = times.get(i).plusSeconds(1);
        assertThat(times.subList(i, times.size()).stream().filter(t -> t.isBefore(end)).count())
            .isLessThanOrEqualTo(40); // 20, and what a busy machine hands over late
      }
    }
  }

  /** 20,000 people wait, every mail takes three seconds, and all connections are in use. */
  @Test
  void pause_behindASlowRelay_endsEveryBeginWithinASecond() throws Exception {
    var begun = new ConcurrentLinkedQueue<Instant>();
    try (var sink = SmtpSink.start(noting(begun, Duration.ofSeconds(3)));
        var node = start(sink, "delivery { connections = 50 }")) {
      var api = node.api();
      api.campaign("spring", "<p>Hello {{name}}</p>");
      for (var from = 1; from <= 20_000; from += 5_000) {
        api.rows("spring", Api.people(from, from + 4_999)).expect(202);
      }
      api.launch("spring");
      Await.until(LIMIT, "all connections are in use", () -> begun.size() >= 50);

      var asked = Instant.now();
      var paused = api.post("/v1/campaigns/spring/pause", "{}").expect(202).json();
      var answered = Instant.now();
      Await.until(LIMIT, "time passes", () -> Instant.now().isAfter(answered.plusSeconds(8)));

      assertThat(paused.at("state").asText()).contains("paused");
      assertThat(Duration.between(asked, answered)).isLessThan(Duration.ofSeconds(5));
      assertThat(begun).allSatisfy(at -> assertThat(at).isBefore(asked.plusSeconds(1)));
      var still = api.campaign("spring");
      assertThat(Recipients.count(still, "delivered")).isEqualTo(begun.size());
      assertThat(Recipients.count(still, "waiting")).isEqualTo(20_000L - begun.size());
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  private TestNode start(SmtpSink sink, String hocon) {
    return TestNode.start(folder.resolve("data"), Map.of("WAYPOST_SMTP", sink.url()), hocon);
  }

  private static Script noting(ConcurrentLinkedQueue<Instant> begun, Duration slow) {
    return moment -> {
      if (moment.stage() == Stage.MAIL) {
        begun.add(Instant.now());
      }
      var usual = Script.ACCEPT.at(moment);
      return moment.stage() == Stage.DOT && slow.isPositive() ? new Deed.After(slow, usual) : usual;
    };
  }

  @Test
  void pace_ofAnotherForm_isRefusedAtTheStart() {
    List.of("fast", "10 per day", "0 per second")
        .forEach(
            pace ->
                assertThat(
                        catchThrowable(
                            () ->
                                TestNode.start(
                                    folder.resolve("data"),
                                    Map.of(),
                                    "engine { pace = \"" + pace + "\" }")))
                    .hasMessageContaining("pace"));
  }
}
