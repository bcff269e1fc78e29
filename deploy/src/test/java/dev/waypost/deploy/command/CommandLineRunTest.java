package dev.waypost.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.persistence.audit.AuditReport;
import dev.waypost.persistence.audit.Equation;
import dev.waypost.persistence.audit.Equation.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandLineRunTest {
  @TempDir Path folder;
  private final TestShell shell = new TestShell();

  @Test
  void help_ofEachCommand_isShown() {
    for (var command : List.of("demo", "serve", "check", "send", "audit", "bench")) {
      var each = new TestShell();

      assertThat(each.run(command, "--help")).as(command).isZero();
      assertThat(each.out())
          .contains("Usage: waypost " + command, "Examples:", "./waypost " + command)
          .satisfies(out -> assertThat(out.lines()).allMatch(l -> l.length() <= 80))
          .contains("Exit codes:", "0   ok", "3   configuration", "5   the audit's");
    }
    assertThat(shell.run("--help")).isZero();
    assertThat(shell.out()).contains("serve", "check", "send", "audit", "bench", "demo");
  }

  @Test
  void version_isShown() {
    assertThat(shell.run("--version")).isZero();
    assertThat(shell.out()).startsWith("waypost ");
  }

  @Test
  void usage_wrong_exitsWith2() {
    for (var wrong :
        List.of(
            new String[] {},
            new String[] {"sreve"},
            new String[] {"serve", "--conf"},
            new String[] {"send", "a.json"},
            new String[] {"send", "a.json", "b.txt", "--yes"},
            new String[] {"send", "a.json", "b.csv", "--yes", "--at", "2026-12-01T08:00:00"},
            new String[] {"send", "a.json", "b.csv", "--at", "2026-12-01T08:00:00Z", "--draft"},
            new String[] {"send", "a.json", "b.csv"},
            new String[] {"bench"},
            new String[] {"bench", "redirect"})) {
      var each = new TestShell();

      assertThat(each.run(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(each.err()).startsWith("waypost: ").doesNotContain("\tat ");
      assertThat(each.err().lines().count()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void check_validSettings_printsThemMasked() {
    shell.environment.put("WAYPOST_API_KEY", "wp_hush-hush-hush");

    assertThat(shell.run("check")).isZero();
    assertThat(shell.out())
        .contains("waypost.api-port = 8080  # default", "waypost.api-key = ***", "valid")
        .doesNotContain("hush");
  }

  @Test
  void check_wrongSettings_exitsWith3InTwoLines() throws IOException {
    var file = Files.writeString(folder.resolve("w.conf"), "waypost { api-prot = 1 }");

    assertThat(shell.run("check", "--config", file.toString())).isEqualTo(3);
    assertThat(shell.err())
        .contains("unknown key waypost.api-prot", "did you mean waypost.api-port?");
    assertThat(shell.err().lines()).hasSize(2);
  }

  @Test
  void debug_onFailure_showsTheStack() {
    shell.environment.put("WAYPOST_SMTP", "mx:");

    assertThat(shell.run("check", "--debug")).isEqualTo(3);
    assertThat(shell.err()).contains("\tat ");
  }

  @Test
  void serve_firstStart_printsTheKeyOnceAndStops() throws IOException {
    var node = new TestShell.IdleNode();
    shell.starter =
        order -> {
          assertThat(order.tokenKeys().text()).isEqualTo(TestShell.FRESH_TOKEN_KEYS);
          assertThat(order.relay().host()).isEqualTo("127.0.0.1");
          return node;
        };
    shell.environment.put("WAYPOST_DATA", folder.toString());
    var config = freeMailboxPort();

    assertThat(shell.run("serve", "--config", config)).isZero();
    assertThat(shell.run("serve", "--config", config)).isZero();

    var key = Files.readString(folder.resolve(DataFolder.API_KEY)).strip();
    assertThat(shell.out()).containsOnlyOnce(key).contains("Mailbox  http://localhost:");
    assertThat(node.stops).isEqualTo(2);
  }

  @Test
  void serve_folderInUse_exitsWith4() {
    shell.environment.put("WAYPOST_DATA", folder.toString());

    try (var other = DataFolder.open(folder)) {
      assertThat(shell.run("serve")).isEqualTo(4);
      assertThat(shell.err()).contains(other.path().toString());
    }
  }

  @Test
  void check_shortKey_warns() {
    shell.environment.put("WAYPOST_API_KEY", "short");

    assertThat(shell.run("check")).isZero();
    assertThat(shell.err())
        .startsWith("waypost: warning: waypost.api-key (WAYPOST_API_KEY): key 1");
    assertThat(shell.out()).doesNotContain("dispatcher");
  }

  @Test
  void audit_brokenEquation_exitsWith5() {
    shell.auditor = settings -> new AuditReport(List.of(accepted(3)));
    assertThat(shell.run("audit")).isZero();

    shell.auditor = settings -> new AuditReport(List.of(accepted(2)));
    assertThat(shell.run("audit")).isEqualTo(5);

    assertThat(shell.out())
        .contains(
            "ok      mailings: accepted 3 = delivered 3",
            "BROKEN  mailings: accepted 3 = delivered 2");
  }

  private static Equation accepted(long delivered) {
    return new Equation(
        "mailings", List.of(new Term("accepted", 3)), List.of(new Term("delivered", delivered)));
  }

  private String freeMailboxPort() throws IOException {
    return Files.writeString(folder.resolve("free.conf"), "waypost { mailbox.port = 0 }")
        .toString();
  }
}
