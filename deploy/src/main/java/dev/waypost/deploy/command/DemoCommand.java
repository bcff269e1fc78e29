package dev.waypost.deploy.command;

import dev.waypost.deploy.client.ApiClient;
import dev.waypost.deploy.demo.Demo;
import dev.waypost.deploy.exit.Exit;
import dev.waypost.deploy.exit.Trouble;
import dev.waypost.deploy.setting.LayeredSettings;
import dev.waypost.deploy.setting.NodeSettings;
import dev.waypost.deploy.setting.Option;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description =
        "Sends a newsletter to made-up people on this machine, clicks like people and like"
            + " scanners, and counts. Uses a folder of its own unless WAYPOST_DATA names one.",
    footer = {
      "%nExamples:",
      "  ./waypost demo                           stays, to look around in the mailbox",
      "  ./waypost demo --recipients 100 --once   ends after the summary, for scripts"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int RECIPIENTS_MAX = 1_000_000;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Shell shell;

  @picocli.CommandLine.Option(
      names = "--recipients",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many people (default ${DEFAULT-VALUE}).")
  private int recipients;

  @picocli.CommandLine.Option(
      names = "--once",
      description = "Exit after the summary: 0 only if everything adds up.")
  private boolean once;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (!(recipients >= 1 && recipients <= RECIPIENTS_MAX)) {
      throw new ParameterException(
          spec.commandLine(), "--recipients must be 1.." + RECIPIENTS_MAX + ", got " + recipients);
    }
    QuietLog.on();
    var given = Optional.ofNullable(shell.environment().get(Option.DATA.variable()));
    if (given.filter(t -> !t.isBlank()).isPresent()) {
      return run(Path.of(given.get()), () -> {});
    }
    var folder = Files.createTempDirectory("waypost-demo-");
    try {
      return run(folder, () -> delete(folder));
    } finally {
      delete(folder);
    }
  }

  private int run(Path folder, Runnable cleanUp) {
    var settings = settings(folder);
    var premises = Premises.open(settings, shell);
    try {
      var exit = show(settings, premises);
      if (!once) {
        invite(premises);
        shell
            .foreground()
            .untilStopped(
                () -> {
                  premises.close();
                  cleanUp.run();
                });
      }
      return exit.code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trouble(Exit.FAILED, "interrupted", "run it again", e);
    } finally {
      premises.close();
    }
  }

  private Exit show(NodeSettings settings, Premises premises) throws InterruptedException {
    shell
        .out()
        .printf("A newsletter to %,d made-up people; no mail leaves this machine.%n", recipients);
    try (var api = new ApiClient(premises.node().api(), premises.apiKey())) {
      var stage =
          new Demo.Stage(
              api,
              premises.node().track(),
              premises.requireMailbox().mails(),
              () -> shell.auditor().recount(settings),
              (task, steps) -> ProgressBars.count(shell, task, steps),
              shell.out());
      var name = "demo-" + STAMP.format(shell.clock().instant());
      return new Demo(stage, name, recipients).run();
    }
  }

  private void invite(Premises premises) {
    var out = shell.out();
    out.println("Look around; Ctrl-C ends it.");
    out.println("  Mailbox  " + premises.requireMailbox().page());
    out.println("  API      " + premises.node().api() + "/v1/campaigns");
    out.println("  API key  " + premises.apiKey().text());
    out.flush();
  }

  /** As the environment says, but on this machine only, and on free ports where it says none. */
  private NodeSettings settings(Path folder) {
    var environment = new HashMap<>(shell.environment());
    for (var option :
        List.of(
            Option.SMTP,
            Option.SMTP_USER,
            Option.SMTP_PASSWORD,
            Option.SMTP_TLS,
            Option.TRACK_URL,
            Option.BIND)) {
      environment.remove(option.variable());
      environment.remove(option.fileVariable());
    }
    environment.remove("WAYPOST_CONFIG");
    environment.put(Option.DATA.variable(), folder.toString());
    freeIfTaken(environment, Option.API_PORT, 8080);
    freeIfTaken(environment, Option.TRACK_PORT, 8081);
    var settings = LayeredSettings.load(environment, Optional.empty()).node();
    var mailbox = settings.mailbox();
    return isFree(mailbox.port()) ? settings : settings.withMailbox(mailbox.withPort(0));
  }

  private static void freeIfTaken(Map<String, String> environment, Option option, int port) {
    if (!isFree(port)) {
      environment.putIfAbsent(option.variable(), "0");
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Leaves behind what cannot be deleted: the system's temporary folder is swept anyway. */
  private static void delete(Path folder) {
    try (var all = Files.walk(folder)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      LoggerFactory.getLogger(DemoCommand.class).warn("{} was not deleted", folder, e);
    }
  }
}
