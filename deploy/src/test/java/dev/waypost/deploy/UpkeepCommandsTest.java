package dev.waypost.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.deploy.command.Shell;
import dev.waypost.deploy.command.TestShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the commands that delete, or make again, are called, and what they refuse. */
final class UpkeepCommandsTest {
  @TempDir Path folder;
  private final TestShell shell = new TestShell();

  private int run(String line) {
    shell.environment.put("WAYPOST_DATA", folder.resolve("data").toString());
    return shell.run(line.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erase",
        "erase --yes",
        "erase ann@example.com",
        "erase ann --yes",
        "erase ann@example.com --yes --dry-run",
        "erase ann@example.com --forever --yes",
        "archive --yes",
        "archive spring",
        "archive spring --yes --dry-run",
        "archive spring --finished-before 2026-01-01 --yes",
        "archive --finished-before soon --yes",
        "archive spring autumn --yes",
        "rebuild-views --yes",
        "rebuild-views spring",
        "retain",
        "retain --yes --dry-run",
        "retain spring --yes",
        "retain --recipient-events --yes",
        "retain --recipient-events 400 --yes",
        "retain --recipient-events soon --yes",
        "retain --recipient-events 400parsecs --yes",
        "retain --recipient-events 5minutes --yes",
        "retain --page-events -1days --yes"
      })
  void usage_wrong_exitsWith2AndOpensNothing(String line) {
    assertThat(run(line)).as(line).isEqualTo(2);

    assertThat(shell.err()).startsWith("waypost: ").doesNotContain("\tat ");
    assertThat(shell.err().lines().count()).isGreaterThanOrEqualTo(2);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erase ann@example.com --yes",
        "erase ann@example.com --dry-run",
        "archive spring --yes",
        "archive --finished-before 2026-01-01 --dry-run",
        "rebuild-views",
        "retain --yes",
        "retain --dry-run"
      })
  void database_thatIsNotThere_exitsWith3AndMakesNone(String line) {
    shell.databases = Beside::open;

    assertThat(run(line)).as(line).isEqualTo(3);

    assertThat(shell.err().lines()).as(shell.err()).hasSize(2);
    assertThat(folder.resolve("data").resolve("waypost.db")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"erase ann@example.com", "archive spring", "retain"})
  void person_whoSaysNo_changesNothing(String line) {
    shell.terminal = Shell.Terminal.PERSON;
    shell.typed = "n\n";
    shell.databases = Beside::open;

    assertThat(run(line)).as(line).isIn(1, 3);

    assertThat(folder.resolve("data").resolve("waypost.db")).doesNotExist();
  }

  @Test
  void retain_whenAsked_saysTheAges() throws IOException {
    shell.terminal = Shell.Terminal.PERSON;
    shell.typed = "n\n";
    var file =
        Files.writeString(
            folder.resolve("w.conf"), "waypost { retention { recipient-events = 400 days } }");

    assertThat(shell.run("retain", "--config", file.toString(), "--page-events", "36 hours"))
        .isEqualTo(1);

    assertThat(shell.out())
        .contains("of recipients (older than 400 days) and of pages (older than 36 hours)? [y/N]");
    assertThat(shell.err()).contains("nothing was done");
  }

  @Test
  void settings_withAnAgeThatIsTooShort_areRefused() throws IOException {
    for (var wrong : List.of("recipient-events = 5", "page-events = 1 hour", "rows = 3 days")) {
      var each = new TestShell();
      var file =
          Files.writeString(folder.resolve("w.conf"), "waypost { retention { " + wrong + " } }");

      assertThat(each.run("check", "--config", file.toString())).as(wrong).isEqualTo(3);
      assertThat(each.err()).contains("retention");
    }
  }

  @Test
  void help_showsExamples() {
    for (var command : List.of("erase", "archive", "rebuild-views", "retain")) {
      var each = new TestShell();

      assertThat(each.run(command, "--help")).as(command).isZero();
      assertThat(each.out())
          .contains("Usage: waypost " + command, "Examples:", "./waypost " + command)
          .satisfies(out -> assertThat(out.lines()).allMatch(l -> l.length() <= 80));
    }
  }
}
