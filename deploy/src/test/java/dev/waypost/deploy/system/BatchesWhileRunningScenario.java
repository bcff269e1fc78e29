package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches that share people, sent at once to a campaign that runs: each person is mailed once. */
final class BatchesWhileRunningScenario {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String HTML = "<p>Hello {{name}}</p>";

  /** 600 people, then 20 rows whose ids came before. */
  private static final String FIRST = Api.people(1, 600) + Api.people(1, 20);

  /** 300 people of the first batch, 300 new ones, and 50 of the first under another id. */
  private static final String SECOND = Api.people(301, 900) + aliases(1, 50);

  @TempDir Path folder;

  @Test
  void batches_atOnceAfterLaunch_mailEverybodyOnce() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      node.api().campaign("news", HTML);
      node.api().rows("news", Api.people(1, 1)).expect(202);
      node.api().launch("news");

      var answers = sendAtOnce(node, List.of(FIRST, SECOND));

      assertCounts(answers);
      sink.awaitMails(900, SOON);
      var counts = awaitAllEnded(node, 1251);
      assertThat(counts.at("delivered").asLong()).isEqualTo(900);
      assertThat(counts.at("duplicate").asLong()).isEqualTo(351);
      assertMailedOnce(node, sink);
    }
  }

  private static List<Json> sendAtOnce(TestNode node, List<String> batches) throws Exception {
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Api.Answer>>();
      for (var rows : batches) {
        answers.add(senders.submit(() -> node.api().rows("news", rows)));
      }
      var read = new ArrayList<Json>();
      for (var answer : answers) {
        read.add(answer.get().expect(202).json());
      }
      return read;
    }
  }

  /** What each batch is told depends on itself alone. */
  private static void assertCounts(List<Json> answers) {
    assertThat(answers).extracting(a -> a.at("accepted").asLong()).containsExactly(600L, 650L);
    assertThat(answers).extracting(a -> a.at("duplicates").asLong()).containsExactly(20L, 0L);
    assertThat(answers).extracting(a -> a.at("rejected").asLong()).containsExactly(0L, 0L);
    var faults = answers.getFirst().at("errors").asList();
    assertThat(faults).hasSize(20);
    assertThat(faults.getFirst().at("code").asText()).contains("duplicate");
    assertThat(faults.getFirst().at("line").asLong()).isEqualTo(601);
    assertThat(faults.getFirst().at("id").asText()).contains("c-1");
  }

  private static void assertMailedOnce(TestNode node, SmtpSink sink) {
    assertThat(sink.mails()).extracting(SmtpSink.Mail::to).doesNotHaveDuplicates().hasSize(900);
    assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
  }

  private static Json awaitAllEnded(TestNode node, long rows) throws Exception {
    return Await.value(
        SOON,
        rows + " rows delivered or duplicate",
        () -> node.api().campaign("news").at("recipients"),
        c -> c.at("delivered").asLong() + c.at("duplicate").asLong() == rows);
  }

  private static String aliases(int from, int to) {
    var rows = new StringBuilder();
    for (var i = from; i <= to; i++) {
      rows.append(Api.row("alias-" + i, "P" + i));
    }
    return rows.toString();
  }
}
