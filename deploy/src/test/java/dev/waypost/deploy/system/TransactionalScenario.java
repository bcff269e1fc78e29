package dev.waypost.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.Json;
import dev.waypost.deploy.system.SmtpSink.Deed;
import dev.waypost.deploy.system.SmtpSink.Script;
import dev.waypost.deploy.system.SmtpSink.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts: a shop sends them one by one, to whoever bought something. */
final class TransactionalScenario {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Map<String, Json> TRANSACTIONAL = Map.of("kind", Json.text("transactional"));
  private static final String HTML =
      "<p>Thank you {{name}}</p><a href=\"https://acme.example/{{id}}\">Your order</a>";

  @TempDir Path folder;

  @Test
  void receipts_toOneAddress_areSentOneById() throws Exception {
    try (var sink = SmtpSink.start();
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      api.put("/v1/campaigns/receipts", Api.broadcast(HTML, TRANSACTIONAL)).expect(201);

      var empty = api.launch("receipts").json();
      api.awaitState("receipts", "finished", SOON);
      api.rows("receipts", Api.row("o-1", "ann") + Api.row("o-2", "ann")).expect(202);
      api.rows("receipts", Api.row("o-3", "ann") + Api.row("o-1", "bob")).expect(202);
      Recipients.awaitCount(api, "receipts", "duplicate", 1, SOON);
      var done = Recipients.awaitCount(api, "receipts", "delivered", 3, SOON);

      assertThat(empty.at("recipients", "accepted").asLong()).isZero();
      assertThat(done.at("recipients", "accepted").asLong()).isEqualTo(4);
      assertThat(Recipients.sum(done)).isEqualTo(4);
      assertThat(sink.mailsTo("ann@example.com")).hasSize(3);
      assertThat(sink.mailsTo("bob@example.com")).as("o-1 is ann's").isEmpty();
      for (var mail : sink.mails()) {
        assertThat(mail.text().header("List-Unsubscribe")).isEmpty();
      }
      var second = Recipients.of(api, "receipts", "o-2");
      Browser.get(Recipients.links(second).getFirst()).expect(302);
      Await.until(
          SOON,
          "the click counts for o-2 alone",
          () -> Recipients.of(api, "receipts", "o-2").at("timeline").print().contains("clicked"));
      assertThat(Recipients.of(api, "receipts", "o-3").at("timeline").print())
          .doesNotContain("clicked");
      api.awaitState("receipts", "finished", SOON);
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }

  @Test
  void receipts_toSuppressedAddresses_goInSpiteOfUnsubscribesOnly() throws Exception {
    try (var sink =
            SmtpSink.start(
                moment ->
                    moment.stage() == Stage.RCPT && moment.to().startsWith("gone@")
                        ? new Deed.Reply(550, "5.1.1 no such mailbox")
                        : Script.ACCEPT.at(moment));
        var node = TestNode.start(folder.resolve("data"), sink)) {
      var api = node.api();
      api.campaign("news", HTML);
      api.rows("news", Api.row("1", "left") + Api.row("2", "gone")).expect(202);
      api.launch("news");
      api.awaitState("news", "finished", SOON);
      var page = Recipients.of(api, "news", "1").at("unsubscribe").asText().orElseThrow();
      Browser.unsubscribe(page).expect(200);
      api.put("/v1/suppressions/barred@example.com", "").expect(200);
      var people = Api.row("1", "left") + Api.row("2", "gone") + Api.row("3", "barred");

      api.put("/v1/campaigns/receipts", Api.broadcast(HTML, TRANSACTIONAL)).expect(201);
      api.rows("receipts", people).expect(202);
      api.launch("receipts");
      var receipts = api.awaitState("receipts", "finished", SOON);
      api.campaign("more", HTML);
      api.rows("more", people).expect(202);
      api.launch("more");
      var more = api.awaitState("more", "finished", SOON);

      assertThat(Recipients.count(receipts, "delivered")).isEqualTo(2);
      assertThat(Recipients.of(api, "receipts", "2").at("state").asText()).contains("suppressed");
      assertThat(Recipients.count(more, "suppressed")).isEqualTo(3);
      assertThat(node.audit().holds()).as("%s", node.audit()).isTrue();
    }
  }
}
