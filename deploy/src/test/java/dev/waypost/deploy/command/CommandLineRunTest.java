package dev.waypost.deploy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.DataFolder;
import dev.waypost.persistence.audit.AuditReport;
import dev.waypost.persistence.audit.Equation;
import dev.waypost.persistence.audit.Equation.Term;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  void help_asAWord_isTheFlag() {
    assertThat(shell.run("help")).isZero();
    assertThat(shell.out()).contains("Usage: waypost ", "serve", "audit");
    assertThat(shell.run("help", "send")).isZero();
    assertThat(shell.out()).contains("Usage: waypost send");
  }

  @Test
  void check_withoutATrackUrl_printsTheOneInUse() {
    shell.environment.put("WAYPOST_TRACK_PORT", "9191");

    assertThat(shell.run("check")).isZero();
    assertThat(shell.out()).contains("waypost.track-url = http://localhost:9191  # default");
  }

  @Test
  void check_folderThatCannotBeMade_exitsWith3() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "x");
    shell.environment.put("WAYPOST_DATA", file.resolve("data").toString());

    assertThat(shell.run("check")).isEqualTo(3);
    assertThat(shell.err())
        .contains("waypost.data (WAYPOST_DATA)", "cannot be made, as " + file + " is no folder");

    shell.environment.put("WAYPOST_DATA", folder.resolve("a").resolve("b").toString());
    assertThat(shell.run("check")).isZero();
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void serve_untilItEnds_saysThatItStopsAndHasStopped() throws IOException {
    shell.environment.put("WAYPOST_DATA", folder.toString());

    assertThat(shell.run("serve", "--config", freeMailboxPort())).isZero();
    assertThat(shell.out().lines().skip(1))
        .containsSubsequence(
            "Ready.", "Stopping: attempts in flight may end, for up to 30 s.", "Stopped.");
  }

  @Test
  void longStart_thatGoesOn_isSaidOnce() throws Exception {
    var said = new CountDownLatch(1);
    var lines = new ByteArrayOutputStream();
    var err =
        new PrintStream(lines, true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            super.println(line);
            said.countDown();
          }
        };
    try (var notice = LongStart.after(Duration.ofHours(1), err)) {
      assertThat(notice).isNotNull();
    }
    assertThat(lines.size()).isZero();
    try (var notice = LongStart.after(Duration.ZERO, err)) {
      assertThat(said.await(60, TimeUnit.SECONDS)).as("%s", notice).isTrue();
    }
    assertThat(lines.toString(StandardCharsets.UTF_8)).startsWith("Still starting").hasLineCount(1);
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
            new String[] {"bench", "redirect"},
            new String[] {"bench", "intake", "--recipients", "99"},
            new String[] {"bench", "intake", "--recipients", "many"},
            new String[] {"bench", "intake", "--db", "jdbc:postgresql://localhost/postgres"},
            new String[] {"bench", "intake", "--json"})) {
      var each = new TestShell();

      assertThat(each.run(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(each.err()).startsWith("waypost: ").doesNotContain("\tat ");
      assertThat(each.err().lines().count()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void bench_ofASuiteThatIsNotThere_saysWhichAre() {
    assertThat(shell.run("bench", "redirect")).isEqualTo(2);
    assertThat(shell.err())
        .contains("no suite \"redirect\" in this version", "intake, recovery, campaign");

    assertThat(shell.run("bench", "--help")).isZero();
    assertThat(shell.out()).contains("intake, recovery, campaign").doesNotContain("redirect");
  }

  @Test
  void bench_onAServerWithCredentialsInItsUrl_isRefusedWithoutSayingThem() {
    shell.environment.put("WAYPOST_DB_USER", "me");
    for (var url :
        List.of(
            "jdbc:postgresql://me:hush@localhost/postgres",
            "jdbc:postgresql://localhost/postgres?password=hush")) {
      assertThat(shell.run("bench", "intake", "--db", url)).isEqualTo(2);
    }
    assertThat(shell.run("bench", "intake", "--db", "jdbc:sqlite:x")).isEqualTo(2);

    assertThat(shell.err())
        .contains("WAYPOST_DB_PASSWORD", "jdbc:postgresql://HOST:PORT/DATABASE")
        .doesNotContain("hush");
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
  void serve_portTakenAtTheFirstStart_leavesNoFolderBehind() throws IOException {
    var data = folder.resolve("new");
    shell.environment.put("WAYPOST_DATA", data.toString());
    shell.starter =
        order -> {
          assertThat(data.resolve(DataFolder.TOKEN_KEYS)).exists();
          throw new Trouble(Exit.BUSY, "port 8080 is in use", "choose another");
        };
    var config = freeMailboxPort();

    assertThat(shell.run("serve", "--config", config)).isEqualTo(4);
    assertThat(data).doesNotExist();

    Files.createDirectory(data);
    assertThat(shell.run("serve", "--config", config)).isEqualTo(4);
    assertThat(data.resolve(DataFolder.TOKEN_KEYS)).exists();
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
