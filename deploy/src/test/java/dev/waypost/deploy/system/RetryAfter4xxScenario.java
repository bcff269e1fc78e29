package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Mail;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mail that is not taken at first is the same mail when it comes again. */
final class RetryAfter4xxScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** The wait less its jitter. */
  private static final Duration LEAST_WAIT = Duration.ofMillis(800);

  private final AtomicInteger refusals = new AtomicInteger();
  @TempDir Path folder;

  @Test
  void mail_refusedTwiceWith451_isTakenAsTheSameMailTheThirdTime() throws Exception {
    try (var sink = SmtpSink.start(this::answer);
        var node =
            TestNode.start(
                folder.resolve("data"),
                Map.of("WAYPOST_SMTP", sink.url()),
                "delivery { retry { initial = %d ms, factor = 1, max = %1$d ms } }"
                    .formatted(WAIT.toMillis()))) {
      var api = node.api();
      api.campaign("spring", "<p>Hello {{name}}</p><a href=\"https://acme.example/\">A</a>");
      api.rows("spring", Api.people(1, 3)).expect(202);
      api.launch("spring");

      var deferred = Recipients.await(api, "spring", "c-2", "deferred", LIMIT);
      assertThat(deferred.at("reason").asText().orElse("")).contains("greylisted");
      assertThat(Recipients.attempts(deferred, "outcome")).startsWith("deferred");
      assertThat(Recipients.count(api.campaign("spring"), "accepted")).isEqualTo(3);

      var finished = api.awaitState("spring", "finished", LIMIT);
      assertThat(Recipients.count(finished, "delivered")).isEqualTo(3);
      var delivered = Recipients.of(api, "spring", "c-2");
      assertThat(Recipients.attempts(delivered, "outcome"))
          .containsExactly("deferred", "deferred", "delivered");
      assertThat(Recipients.attempts(delivered, "code")).containsExactly("451", "451", "250");
      assertThat(Recipients.attempts(delivered, "status"))
          .containsExactly("4.7.1", "4.7.1", "2.0.0");
      assertThat(delivered.at("attempts").asList())
          .allSatisfy(a -> assertThat(a.at("host").asText()).contains("127.0.0.1"));
      assertSameMail(sink);
      assertThat(node.audit().holds()).as(node.audit().toString()).isTrue();
    }
  }

  private static void assertSameMail(SmtpSink sink) {
    var first = sink.refused().get(0);
    var second = sink.refused().get(1);
    var third = sink.mailsTo("p2@example.com").getFirst();
    assertThat(sink.refused()).hasSize(2);
    assertThat(sink.timesByMessageId()).hasSize(3).allSatisfy((id, n) -> assertThat(n).isOne());
    assertThat(third.messageId()).isNotEmpty().isEqualTo(first.messageId());
    assertThat(third.text().header("Date")).hasSize(1).isEqualTo(first.text().header("Date"));
    assertThat(second.raw()).isEqualTo(first.raw());
    assertThat(third.raw()).isEqualTo(first.raw());
    assertThat(between(first, second)).isGreaterThanOrEqualTo(LEAST_WAIT);
    assertThat(between(second, third)).isGreaterThanOrEqualTo(LEAST_WAIT);
  }

  private static Duration between(Mail earlier, Mail later) {
    return Duration.between(earlier.at(), later.at());
  }

  private Deed answer(SmtpSink.Moment moment) {
    var isGreylisted = moment.stage() == Stage.DOT && moment.to().equals("p2@example.com");
    return isGreylisted && refusals.incrementAndGet() <= 2
        ? new Deed.Reply(451, "4.7.1 greylisted")
        : Script.ACCEPT.at(moment);
  }
}
