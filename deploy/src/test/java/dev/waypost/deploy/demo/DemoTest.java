package dev.waypost.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.client.ApiClient;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.mailbox.Mailbox;
import dev.waypost.deploy.setting.NodeSettings.MailboxLimits;
import dev.waypost.deploy.setting.Secret;
import dev.waypost.persistence.audit.AuditReport;
import dev.waypost.persistence.audit.Equation;
import dev.waypost.persistence.audit.Equation.Term;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DemoTest {
  private static final AuditReport HOLD = equations(1);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Mailbox mailbox;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    mailbox = Mailbox.start(new MailboxLimits(0, 0, 1000, 64 << 20), InstantSource.system());
    node = new FakeNode(mailbox.relay());
  }

  @AfterEach
  void stop() {
    node.stop();
    mailbox.close();
  }

  @Test
  void demo_withAnHonestNode_addsUp() throws InterruptedException {
    assertThat(run(150, HOLD)).as(out()).isEqualTo(Exit.OK);

    assertThat(out())
        .contains("every count is what the demo itself did", "20 forged links were answered 404")
        .contains("ok      sides: left 1 = right 1")
        .doesNotContain("WRONG");
  }

  @Test
  void demo_ofOnePerson_addsUp() throws InterruptedException {
    assertThat(run(1, HOLD)).as(out()).isEqualTo(Exit.OK);
  }

  @Test
  void demo_withBrokenEquations_says5() throws InterruptedException {
    assertThat(run(3, equations(2))).isEqualTo(Exit.EQUATIONS);
    assertThat(out()).contains("BROKEN  sides: left 1 = right 2");
  }

  private Exit run(int people, AuditReport equations) throws InterruptedException {
    try (var api = new ApiClient(node.api(), new Secret("wp_x"))) {
      var stage =
          new Demo.Stage(
              api,
              node.track(),
              mailbox.mails(),
              () -> equations,
              (task, steps) ->
                  new ProgressBarBuilder()
                      .setTaskName(task)
                      .setInitialMax(steps)
                      .setConsumer(new Unseen())
                      .build(),
              new PrintStream(out, true, StandardCharsets.UTF_8));
      return new Demo(stage, "demo-test", people).run();
    }
  }

  private static final class Unseen implements me.tongfei.progressbar.ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return 80;
    }

    @Override
    public void accept(String rendered) {}

    @Override
    public void close() {}
  }

  private static AuditReport equations(long right) {
    return new AuditReport(
        List.of(
            new Equation(
                "sides", List.of(new Term("left", 1)), List.of(new Term("right", right)))));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
